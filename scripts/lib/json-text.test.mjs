// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { putFirst, takeOut } from "./json-text.mjs";

/** As people and programs write it; what is around our place is to stay as it is. */
const TEXTS = [
  '{"a":{"list":[]}}',
  '{ "a" : { "list" : [ ] } }',
  '{"a":{"list":[{"x":1.0,"y":1e2}]},"b":"]}"}',
  '\n{\n  "b": "\\"list\\": [",\n  "a": {"l\\u0069st": [ [1, 2] , {"list": [3]} ]}\n}\n',
  '{"a":{"list":["\\\\","[,"]},"10":1,"2":{}}',
  '{"a":{"list":[1]},"a":{"list":[true, false, null, -1.50]}}',
];

test("what was put in is taken out again, to the byte", () => {
  for (const text of TEXTS) {
    const put = putFirst(text, ["a", "list"], '{"ours":[1,2]}');
    const [first, ...others] = JSON.parse(put).a.list;
    assert.deepEqual(first, { ours: [1, 2] });
    assert.deepEqual(others, JSON.parse(text).a.list);
    assert.equal(takeOut(put, ["a", "list"], 0), text);
  }
});

test("one of a list goes, wherever it stands, with one comma", () => {
  const text = '[ 1 , {"a":[2]} ,"3" ]';
  for (const [at, left] of /** @type {[number, string][]} */ ([
    [0, '[  {"a":[2]} ,"3" ]'],
    [1, '[ 1 , "3" ]'],
    [2, '[ 1 , {"a":[2]} ]'],
  ])) {
    const changed = takeOut(text, [], at);
    assert.deepEqual(
      JSON.parse(changed),
      JSON.parse(text).filter(
        (/** @type {any} */ _, /** @type {any} */ i) => i !== at,
      ),
    );
    assert.equal(changed.replaceAll(" ", ""), left.replaceAll(" ", ""));
  }
});

test("an object is given a key before its others", () => {
  const put = putFirst('{"a":{"b":1}}', ["a"], '"list":[]');
  assert.equal(put, '{"a":{"list":[],"b":1}}');
  assert.throws(() => putFirst("{}", ["a"], '"list":[]'), /no a/);
});

test("what is not JSON is not changed", () => {
  for (const text of ["", "{", '{"a":[1,]}', "[1 2]"])
    assert.throws(() => putFirst(text, [], "1"), SyntaxError);
});
