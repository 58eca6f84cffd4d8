// @ts-check
/**
 * Who is found by what people type, and how long that takes: the plugin's search in WebAssembly,
 * beside others, on the labelled queries of `search/tests/labelled`. The last line is one JSON
 * object.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { performance } from "node:perf_hooks";
import MiniSearch from "minisearch";
import { isMain, main } from "../lib/main.mjs";
import { ROOT, TARGET } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { percentile, rounded } from "./trace.mjs";

/**
 * @typedef {{name: string, team: string, skill: string, also: string}} Person
 * @typedef {{kind: string, typed: string, right: number[]}} Query
 * @typedef {(typed: string) => number[]} Find the best, by their numbers
 * @typedef {{first: number, among_five: number}} Shares in percent
 */

/** What a person reads without looking for long. */
const READ = 5;
/** So many colleagues the plugin takes in at once. */
const PAGE = 500;
const CROWDS = [50, 1_000, 15_000, 150_000];
/** One query in so many is typed key by key; a whole crowd of 150,000 would take an hour. */
const TYPED_KEY_BY_KEY = 12;

/** So many times as long as ours takes fuse.js: it is asked one query in so many, of each kind. */
const ASKED_OF_FUSE = 16;

/** Its types know no default export, which is what it has. */
const Fuse = createRequire(import.meta.url)("fuse.js");

const BUILT = path.join(TARGET, "bench", "search");

/** @returns {Promise<{people: Person[], queries: Query[]}>} */
async function labelled() {
  const example = ["--package", "call-search", "--example", "labelled"];
  const lines = await run("cargo", ["run", "--quiet", ...example]);
  return JSON.parse(lines.at(-1) ?? "");
}

/** Builds the plugin's search as the plugin is built. */
async function build() {
  const crate = path.join(ROOT, "scripts", "bench", "search");
  const wasm = ["build", crate, "--release", "--target", "web"];
  await run("wasm-pack", [...wasm, "--out-dir", BUILT, "--out-name", "search"]);
}

/**
 * The plugin's search with a memory of its own, of which nothing is used yet.
 * @param {number} size the crowd that it is for
 */
async function fresh(size) {
  const script = path.join(BUILT, `search.js?crowd=${size}`);
  const { initSync, Crowd } = await import(script);
  const module = readFileSync(path.join(BUILT, "search_bg.wasm"));
  return { Crowd, memory: initSync({ module }).memory };
}

/** @param {Person} person */
const line = ({ name, team, skill, also }) =>
  [name, team, skill, also].join("\t");

/** @param {string} text */
const plain = (text) =>
  text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/**
 * A crowd of any size: beyond the people there are, they swap their names.
 * @param {Person[]} people
 * @param {number} size
 */
function crowd(people, size) {
  return Array.from({ length: size }, (_, at) => {
    const person = people[at % people.length];
    const round = Math.floor(at / people.length);
    if (round === 0) return person;
    const other = people[(at * 7 + round * 13) % people.length];
    const [first] = person.name.split(" ");
    const [, ...rest] = other.name.split(" ");
    const name = [first, ...rest].join(" ");
    const email = `${plain(name).replaceAll(" ", ".")}@example.com`;
    return { ...person, name, also: `${email} ${10_000 + at}` };
  });
}

/** What the incumbent asks Twilio for. @param {Person[]} people @returns {Find} */
function contains(people) {
  const names = people.map(({ name }) => name.toLowerCase());
  return (typed) => {
    const found = [];
    for (let at = 0; at < names.length && found.length < READ; at += 1)
      if (names[at].includes(typed.toLowerCase())) found.push(at);
    return found;
  };
}

const FIELDS = ["name", "team", "skill", "also"];

/** As Flex ships it. @param {Person[]} people @returns {Find} */
function fuse(people) {
  const index = new Fuse(people, { keys: FIELDS, ignoreLocation: true });
  return (typed) =>
    index
      .search(typed, { limit: READ })
      .map((/** @type {{refIndex: number}} */ { refIndex }) => refIndex);
}

/** @param {Person[]} people @returns {Find} */
function miniSearch(people) {
  const index = new MiniSearch({ fields: FIELDS, processTerm: plain });
  index.addAll(people.map((person, id) => ({ ...person, id })));
  return (typed) =>
    index
      .search(typed, { prefix: true, fuzzy: 0.2, combineWith: "AND" })
      .slice(0, READ)
      .map(({ id }) => id);
}

/**
 * How often who is meant comes first, and among five.
 * @param {Query[]} queries
 * @param {Find} find
 */
function found(queries, find) {
  /** @type {Map<string, {all: number, first: number, among: number}>} */
  const counts = new Map();
  /** @type {number[]} */
  const times = [];
  for (const { kind, typed, right } of queries) {
    const began = performance.now();
    const hits = find(typed).slice(0, READ);
    times.push(performance.now() - began);
    const place = hits.findIndex((hit) => right.includes(hit));
    for (const of of [kind, "all"]) {
      const count = counts.get(of) ?? { all: 0, first: 0, among: 0 };
      count.all += 1;
      count.first += Number(place === 0);
      count.among += Number(place >= 0);
      counts.set(of, count);
    }
  }
  /** @type {Record<string, Shares>} */
  const shares = {};
  for (const [kind, { all, first, among }] of counts)
    shares[kind] = {
      first: rounded((100 * first) / all),
      among_five: rounded((100 * among) / all),
    };
  return {
    ms_p50: rounded(percentile(times, 0.5)),
    ms_p95: rounded(percentile(times, 0.95)),
    kinds: shares,
  };
}

/** Each key is looked for so often, of which the least counts: the rest is other programs' time. */
const TIMES = 3;

/**
 * How long the search takes for each key, as the queries are typed.
 * @param {Query[]} queries
 * @param {Find} find
 */
function keyByKey(queries, find) {
  /** @type {number[]} */
  const times = [];
  for (const { typed } of queries) {
    const keys = Array.from(typed);
    for (let count = 1; count <= keys.length; count += 1) {
      const text = keys.slice(0, count).join("");
      const tries = Array.from({ length: TIMES }, () => {
        const began = performance.now();
        find(text);
        return performance.now() - began;
      });
      times.push(Math.min(...tries));
    }
  }
  return {
    ms_p50: rounded(percentile(times, 0.5)),
    ms_p95: rounded(percentile(times, 0.95)),
    ms_most: rounded(Math.max(...times)),
  };
}

/** @param {ReturnType<typeof found>} shares @param {string} name */
function print(shares, name) {
  console.log(`\n${name}: ${shares.ms_p50} ms, p95 ${shares.ms_p95} ms`);
  for (const [kind, { first, among_five }] of Object.entries(shares.kinds))
    console.log(
      `  ${kind.padEnd(24)} ${first} % first, ${among_five} % within five`,
    );
}

export async function search() {
  const { people, queries } = await labelled();
  await build();

  /** @type {Record<string, ReturnType<typeof keyByKey>>} */
  const perKey = {};
  /** @type {Record<string, number>} */
  const bytes = {};
  /** @type {Record<string, ReturnType<typeof found>>} */
  const shares = {};
  const sample = queries.filter((_, at) => at % TYPED_KEY_BY_KEY === 0);
  const slow = queries.filter((_, at) => at % ASKED_OF_FUSE === 0);
  for (const size of CROWDS) {
    const lines = crowd(people, size).map(line);
    const { Crowd, memory } = await fresh(size);
    const before = memory.buffer.byteLength;
    const ours = new Crowd();
    for (let at = 0; at < size; at += PAGE)
      ours.put(lines.slice(at, at + PAGE).join("\n"));
    bytes[size] = memory.buffer.byteLength - before;
    /** @type {Find} */
    const find = (typed) => Array.from(ours.find(typed));
    perKey[size] = keyByKey(sample, find);
    if (size === people.length) shares.switchboard = found(queries, find);
    ours.free();
  }
  shares.contains = found(queries, contains(people));
  shares.miniSearch = found(queries, miniSearch(people));
  shares.fuse = found(slow, fuse(people));
  Object.entries(shares).forEach(([name, share]) => print(share, name));
  return {
    search_found: shares,
    search_per_key: perKey,
    search_memory_bytes: bytes,
  };
}

if (isMain(import.meta.url))
  await main(async () => console.log(JSON.stringify(await search())));
