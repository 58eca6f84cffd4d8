// @ts-check
/** How many bytes the plugin is, and of what. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { brotli } from "../build.mjs";
import { PLUGIN, inRoot } from "../lib/paths.mjs";

/** @param {Buffer} bytes */
const sizes = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotli(bytes).length,
});

export function bundle() {
  const whole = sizes(readFileSync(PLUGIN));
  return {
    bundle_raw_bytes: whole.raw,
    bundle_gzip_bytes: whole.gzip,
    bundle_brotli_bytes: whole.brotli,
    bundle_parts: {
      program: sizes(readFileSync(inRoot("pkg", "switchboard_bg.wasm"))),
      bindings: sizes(readFileSync(inRoot("pkg", "switchboard.js"))),
    },
  };
}
