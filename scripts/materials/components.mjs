// @ts-check
/** What ships: packages of others in the plugin and in the Functions, as the lock files name them. */

/**
 * One package of somebody else's.
 * @typedef {{
 *   kind: "cargo" | "npm",
 *   name: string,
 *   version: string,
 *   licence: string,
 *   folder: string,
 *   hash?: { alg: string, content: string },
 *   parts: string[],
 * }} Component
 *   `folder` has its texts; `parts` names what it ships in: plugin, Functions
 */

/** @typedef {Record<string, any>} Packages */

/**
 * What npm installs for a package and everything that it depends on.
 * @param {Packages} packages of a lock file of version 3
 * @param {string} root the package's place in it
 * @returns {string[]} the places, without the root
 */
export function npmTree(packages, root) {
  const found = new Set([root]);
  for (const place of found) {
    const { dependencies, optionalDependencies, peerDependencies } =
      packages[place];
    const wanted = { ...dependencies, ...optionalDependencies };
    for (const name of Object.keys({ ...wanted, ...peerDependencies })) {
      const at = placeOf(packages, name, place);
      // Optional ones may be for other systems; peers are whoever installs them.
      if (at) found.add(at);
      else if (dependencies?.[name])
        throw new Error(`package-lock.json lacks ${name} of ${place}`);
    }
  }
  found.delete(root);
  return [...found];
}

/**
 * Where Node finds a package from the place of another: beside it, or further up.
 * @param {Packages} packages @param {string} name @param {string} from
 */
function placeOf(packages, name, from) {
  const inside = from.split("/node_modules/");
  for (let depth = inside.length; depth >= 0; depth -= 1) {
    const above = inside.slice(0, depth).join("/node_modules/");
    const place = `${above ? `${above}/` : ""}node_modules/${name}`;
    if (packages[place]) return place;
  }
  return undefined;
}

/**
 * @param {Packages} packages @param {string} place @param {string} part
 * @returns {Component}
 */
export function npmComponent(packages, place, part) {
  const { version, license, integrity } = packages[place];
  const name = place.slice(
    place.lastIndexOf("node_modules/") + "node_modules/".length,
  );
  const [, hash] = /^sha512-(\S+)/.exec(integrity ?? "") ?? [];
  return {
    kind: "npm",
    name,
    version,
    licence: license ?? "",
    folder: place,
    ...(hash && {
      hash: {
        alg: "SHA-512",
        content: Buffer.from(hash, "base64").toString("hex"),
      },
    }),
    parts: [part],
  };
}

/**
 * The crates in a program.
 * @param {string[]} tree lines of `cargo tree --prefix none --format "{p}"`
 * @param {any} metadata of `cargo metadata`
 * @param {string} lock Cargo.lock
 * @param {string} part
 * @returns {Component[]}
 */
export function crates(tree, metadata, lock, part) {
  // "name v1.2.3", with a folder or a star behind it.
  const wanted = new Set(tree.map((line) => line.split(" ", 2).join(" ")));
  return metadata.packages
    .filter((/** @type {any} */ { name, version, source }) => {
      return source && wanted.has(`${name} v${version}`);
    })
    .map((/** @type {any} */ { name, version, license, manifest_path }) => ({
      kind: "cargo",
      name,
      version,
      // Older crates write a stroke for "or".
      licence: (license ?? "").replaceAll(/\s*\/\s*/g, " OR "),
      folder: manifest_path.replace(/[\\/]Cargo\.toml$/, ""),
      hash: { alg: "SHA-256", content: checksum(lock, name, version) },
      parts: [part],
    }));
}

/** @param {string} lock @param {string} name @param {string} version */
function checksum(lock, name, version) {
  const begins = `name = "${name}"\nversion = "${version}"\n`;
  const entry = lock.slice(lock.indexOf(begins)).split("\n\n")[0];
  const [, sum] = /^checksum = "([0-9a-f]{64})"$/m.exec(entry) ?? [];
  if (!sum) throw new Error(`Cargo.lock has no checksum of ${name} ${version}`);
  return sum;
}

/**
 * Each package once, in the order of names, with all parts that it ships in.
 * @param {Component[]} all
 */
export function merged(all) {
  /** @type {Map<string, Component>} */
  const known = new Map();
  for (const component of all) {
    const before = known.get(purl(component));
    const parts = new Set([...(before?.parts ?? []), ...component.parts]);
    known.set(purl(component), { ...component, parts: [...parts].sort() });
  }
  return [...known.values()].sort((one, other) =>
    purl(one) < purl(other) ? -1 : 1,
  );
}

/** The package's address in the form that all scanners know. @param {Component} component */
export const purl = ({ kind, name, version }) =>
  `pkg:${kind}/${name.replace("@", "%40")}@${version}`;
