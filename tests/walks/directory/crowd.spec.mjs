// @ts-check
/** An account of fifteen thousand: each is found, and is shown as he is now. */
import { expectFew, noteQueries, queries } from "../support/queries.mjs";
import { THOROUGH, expect, test as base } from "../support/walk.mjs";

const ALICE = { identity: "alice", name: "Alice Anders", tone: 440 };

/** Whom the emulator has made up, by number: of the first, a middle and the last page. */
const MADE_UP = [
  ["Aisha Abbott", "worker00000"],
  ["Kaito Abbott 3", "worker07367"],
  ["Kaito Abbott 6", "worker14999"],
];

const test = base.extend({ world: ["crowd.json", { scope: "worker" }] });

/** What would mean something in a query, or to whoever reads it, with names that are found. */
const ODD = [
  `"jana" != \\`,
  `kaito' [abbott]`,
  "\u202eolga\u0000\u0007",
  `"priya"${" ".repeat(10_000)}`,
];

/** Every query for rows in view is of one of two forms, whatever is typed. */
const SID = '"WK[0-9a-f]{32}"';
const LIST = `data\\.worker_sid IN \\[${SID}(,${SID})*\\]`;
const CALLS =
  'data\\.task_channel_unique_name == "voice" AND data\\.status IN \\["[", a-z]+"\\]';
const OF_ROWS = new RegExp(`^${LIST}(( OR ${LIST})*| AND ${CALLS})$`);

test(
  "each of fifteen thousand is found though the connection was lost, and a row in view changes in its place",
  THOROUGH,
  async ({ breakages, control, open }) => {
    // Three pages come, Alice herself among them; the others once the line is mended.
    const lost = await breakages.bridge(
      { method: "GET", path: "Workspaces/*/Workers", nth: 4 },
      { do: "reset" },
    );
    const alice = await open(ALICE, {});
    await alice.openDialpad();
    const field = alice.dialer.getByRole("combobox");
    const state = alice.dialer.locator(".swb-state");
    const options = alice.dialer.getByRole("option");
    const names = () =>
      options.evaluateAll((rows) =>
        rows.map((row) => row.querySelector(".swb-name")?.textContent),
      );
    const [first, middle, last] = MADE_UP;
    await field.press("ArrowDown");
    await lost.expectStruck();
    await expect(state).toContainText(
      "Looking up your colleagues… 1499 colleagues",
    );
    await field.fill(first[0]);
    await expect.poll(async () => (await names())[0]).toBe(first[0]);
    await field.fill(last[0]);
    await expect.poll(names).not.toContain(last[0]);
    await expect(state).toContainText("Looking up your colleagues…");

    await lost.end();
    await field.fill("");
    await field.press("ArrowDown");
    await expect(state).toHaveText(/^15001 colleagues/, { timeout: 120_000 });
    for (const [name] of MADE_UP) {
      await field.fill(name);
      await expect.poll(async () => (await names())[0]).toBe(name);
    }

    // A live query finds two hundred, and he comes after them.
    await field.fill("kaito abbott");
    const called = { hasText: new RegExp(`^${middle[0]}$`) };
    const row = options.filter({
      has: alice.page.locator(".swb-name", called),
    });
    await expect(row).toContainText("Available");
    const before = await names();
    await control.setActivity(middle[1], "Break");
    await expect(row).toContainText("Break");
    expect(await names()).toEqual(before);

    await noteQueries(alice.page);
    for (const text of ["maria", "jürgen s", "chen zh", "bob baker"]) {
      await field.fill("");
      await field.pressSequentially(text, { delay: 40 });
    }
    for (const text of ODD) {
      const known = (await queries(alice.page)).length;
      await field.fill(text);
      await expect
        .poll(async () => (await queries(alice.page)).length)
        .toBeGreaterThan(known);
    }
    const asked = await queries(alice.page);
    for (const { text } of asked) expect(text).toMatch(OF_ROWS);
    expectFew(asked);
  },
);
