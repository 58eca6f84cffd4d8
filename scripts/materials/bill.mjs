// @ts-check
/** The bill of materials: a CycloneDX document, the same for the same inputs. */
import { purl } from "./components.mjs";

/**
 * @param {import("./components.mjs").Component[]} components
 * @param {{ name: string, version: string, license: string }} product
 */
export function bill(components, { name, version, license }) {
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": `${name}@${version}`,
        name,
        version,
        licenses: [{ license: { id: license } }],
      },
    },
    components: components.map((component) => ({
      type: "library",
      "bom-ref": purl(component),
      name: component.name,
      version: component.version,
      purl: purl(component),
      licenses: [{ expression: component.licence }],
      ...(component.hash && { hashes: [component.hash] }),
      properties: component.parts.map((part) => ({
        name: "switchboard:part",
        value: part,
      })),
    })),
  };
}
