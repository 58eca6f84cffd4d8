// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { BILL, LICENCES, materials } from "../materials.mjs";
import { bill } from "./bill.mjs";
import { crates, merged, npmComponent, npmTree } from "./components.mjs";
import { accepts, allowed, named, report } from "./licences.mjs";
import { secretsIn } from "./secrets.mjs";

const PACKAGES = {
  app: {
    dependencies: { outer: "1", twice: "1" },
    optionalDependencies: { elsewhere: "1" },
    devDependencies: { tester: "1" },
  },
  "app/node_modules/twice": { version: "2.0.0", license: "MIT" },
  "node_modules/outer": { dependencies: { "@of/inner": "1", twice: "1" } },
  "node_modules/outer/node_modules/@of/inner": {
    version: "1.0.0",
    license: "ISC",
    integrity: `sha512-${Buffer.from("sum").toString("base64")}`,
    peerDependencies: { outer: "1", nobody: "1" },
  },
  "node_modules/tester": { version: "1.0.0" },
  "node_modules/twice": { version: "1.0.0", license: "MIT" },
};

test("each package is the one that Node finds from where it is asked for", () => {
  assert.deepEqual(npmTree(PACKAGES, "app"), [
    "node_modules/outer",
    "app/node_modules/twice",
    "node_modules/outer/node_modules/@of/inner",
    "node_modules/twice",
  ]);
  assert.throws(
    () => npmTree({ app: { dependencies: { lost: "1" } } }, "app"),
    /lacks lost of app/,
  );
});

test("a package of npm has its name, licence and sum, wherever it lies", () => {
  const place = "node_modules/outer/node_modules/@of/inner";
  assert.deepEqual(npmComponent(PACKAGES, place, "functions"), {
    kind: "npm",
    name: "@of/inner",
    version: "1.0.0",
    licence: "ISC",
    folder: place,
    hash: { alg: "SHA-512", content: "73756d" },
    parts: ["functions"],
  });
});

test("of crates those of the program are named, and none of ours", () => {
  const sum = "0".repeat(64);
  const lock = `[[package]]\nname = "yew"\nversion = "0.23.0"\nsource = "registry"\nchecksum = "${sum}"\n\n[[package]]\n`;
  const crate = (
    /** @type {string} */ name,
    /** @type {string} */ version,
    source = "registry",
  ) => ({
    name,
    version,
    source,
    license: "MIT/Apache-2.0",
    manifest_path: `there/${name}/Cargo.toml`,
  });
  const metadata = {
    packages: [
      crate("yew", "0.22.0"),
      crate("yew", "0.23.0"),
      crate("str0m", "0.24.1"),
      { ...crate("switchboard", "0.1.0"), source: null },
    ],
  };
  const tree = ["switchboard v0.1.0 (here)", "yew v0.23.0", "yew v0.23.0 (*)"];
  assert.deepEqual(crates(tree, metadata, lock, "plugin"), [
    {
      kind: "cargo",
      name: "yew",
      version: "0.23.0",
      licence: "MIT OR Apache-2.0",
      folder: "there/yew",
      hash: { alg: "SHA-256", content: sum },
      parts: ["plugin"],
    },
  ]);
  assert.throws(
    () => crates(tree, metadata, "", "plugin"),
    /no checksum of yew/,
  );
});

test("a package in both parts is named once, with both", () => {
  const one = npmComponent(PACKAGES, "node_modules/twice", "plugin");
  const both = merged([{ ...one, parts: ["functions"] }, one]);
  assert.deepEqual(both, [{ ...one, parts: ["functions", "plugin"] }]);
  const { components } = bill(both, {
    name: "product",
    version: "1.0.0",
    license: "ISC",
  });
  assert.equal(components[0].purl, "pkg:npm/twice@1.0.0");
});

test("one of alternatives is enough, and of licences that hold together all", () => {
  const accepted = ["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"];
  for (const [expression, accepting] of /** @type {const} */ ([
    ["MIT", true],
    ["GPL-3.0-only", false],
    ["GPL-3.0-only OR MIT", true],
    ["MIT AND GPL-3.0-only", false],
    ["(MIT OR GPL-3.0-only) AND Unicode-3.0", true],
    ["MIT OR GPL-3.0-only AND GPL-2.0-only", true],
    ["(MIT OR GPL-3.0-only) AND GPL-2.0-only", false],
    ["Apache-2.0 WITH LLVM-exception", true],
    ["Apache-2.0", false],
    ["unknown", false],
    ["MIT MIT", false],
    ["", false],
  ])) {
    assert.equal(accepts(expression, accepted), accepting, expression);
  }
  const deny = readFileSync(
    new URL("../../deny.toml", import.meta.url),
    "utf8",
  );
  assert.ok(allowed(deny).includes("Apache-2.0 WITH LLVM-exception"));
});

test("each text of a licence is printed once, with all whom it is of", () => {
  const one = npmComponent(PACKAGES, "node_modules/twice", "plugin");
  const other = { ...one, name: "other" };
  const said = report([one, other], () => ["Permission\r\nis granted\n"]);
  assert.match(said, /^twice 1\.0\.0: MIT \(plugin\)$/m);
  assert.match(
    said,
    /^twice 1\.0\.0, other 1\.0\.0\n\nPermission\nis granted$/m,
  );
  assert.equal(said.match(/Permission/g)?.length, 1);
  assert.equal(named({ ...one, licence: "" }).licence, "unknown");
});

test("what ships is in the bill, and what only builds or tests is not", async () => {
  await materials.run(() => {});
  const { components } = JSON.parse(readFileSync(BILL, "utf8"));
  const parts = new Map(
    components.map((/** @type {any} */ { name, properties }) => [
      name,
      properties.map((/** @type {any} */ { value }) => value).join(" "),
    ]),
  );
  for (const [name, expected] of /** @type {const} */ ([
    ["yew", "plugin"],
    ["talc", "plugin"],
    ["@twilio/flex-plugin", "plugin"],
    ["wasm-bindgen", "functions plugin"],
    ["quick-xml", "functions"],
    ["twilio", "functions"],
    ["axios", "functions"],
    ["react", undefined],
    ["str0m", undefined],
    ["serde_derive", undefined],
    ["@playwright/test", undefined],
    ["switchboard", undefined],
  ])) {
    assert.equal(parts.get(name), expected, name);
  }
  const licences = readFileSync(LICENCES, "utf8");
  assert.match(licences, /^yew \S+: MIT OR Apache-2\.0 \(plugin\)$/m);
  assert.match(licences, /^twilio \S+: MIT \(functions\)$/m);
});

test("a secret is found in whatever ships, and is not told again", () => {
  const hex = "0123456789abcdef".repeat(2);
  const environment = {
    TWILIO_AUTH_TOKEN: "hunter2hunter2",
    NPM_TOKEN: "short",
    HOME: "of somebody",
  };
  for (const [text, found] of /** @type {const} */ ([
    ["const sid = 'AC" + hex + "'", ["an account"]],
    ["SK" + hex, ["an API key"]],
    [`{"authToken":"${hex}"}`, ["a password"]],
    [`eyJ${"a".repeat(20)}.${"b".repeat(20)}.c`, ["a token"]],
    ["-----BEGIN RSA PRIVATE KEY-----", ["a private key"]],
    ["a hunter2hunter2 b", ["the value of TWILIO_AUTH_TOKEN"]],
    ["short, of somebody; ACCOUNT_SID and AUTH_TOKEN", []],
    [`sha256 ${hex}${hex}`, []],
  ])) {
    const said = secretsIn(text, environment);
    assert.deepEqual(said, found, text);
    assert.doesNotMatch(said.join(), /hunter2|0123/);
  }
});
