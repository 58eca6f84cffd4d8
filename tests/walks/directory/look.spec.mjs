// @ts-check
/**
 * The list in each of its states and themes; open in a window of 320 pixels, from right to left,
 * in forced colours, without motion.
 */
import { looksRight } from "../support/look.mjs";
import { expect, test } from "../support/walk.mjs";

test.use({ world: "many.json" });

const CAROL = { identity: "carol", name: "Carol Chen", tone: 700 };

/** What Carol's Flex asks for to know her colleagues. */
const COLLEAGUES = /** @type {const} */ ({
  identity: CAROL.identity,
  method: "GET",
  path: "Workspaces/*/Workers",
});

test("the open list looks right and shows what is chosen, however the window and the colours are", async ({
  alice,
}) => {
  const { page } = alice;
  await alice.openDialpad();
  const field = alice.dialer.getByRole("combobox");
  await field.blur();
  await field.press("ArrowDown");
  const row = alice.dialer.locator("[role=option][aria-selected=true]");
  await expect(row).toBeVisible();
  await looksRight(alice);

  await page.setViewportSize({ width: 320, height: 800 });
  await looksRight(alice);
  await expect(row).toBeInViewport();

  await page.evaluate(() =>
    document.documentElement.setAttribute("dir", "rtl"),
  );
  await looksRight(alice);
  const [badge, name] = await Promise.all(
    [".swb-badge", ".swb-name"].map((part) => row.locator(part).boundingBox()),
  );
  expect(badge?.x).toBeGreaterThan(Number(name?.x) + Number(name?.width) - 1);
  await page.evaluate(() => document.documentElement.removeAttribute("dir"));

  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  await expect(row).toHaveCSS("outline-style", "solid");
  const call = alice.dialer.getByRole("button", { name: "Call" });
  await expect(call).toHaveCSS("transition-duration", "0s");
  await page.emulateMedia({ forcedColors: null, reducedMotion: null });
  await page.setViewportSize({ width: 1440, height: 900 });
  await field.press("Escape");
});

for (const theme of ["light", "dark"]) {
  test(`on its way, failed, there and off the network it looks right: ${theme}`, async ({
    breakages,
    open,
  }) => {
    const late = await breakages.bridge(COLLEAGUES, { do: "hang" });
    /** @type {Record<string, string>} */
    const options = theme === "dark" ? { config: theme } : {};
    const carol = await open(CAROL, options);
    const field = carol.dialer.getByRole("combobox");
    const state = carol.dialer.locator(".swb-state");
    await carol.openDialpad();
    await field.press("ArrowDown");
    await expect(state).toHaveText("Looking up your colleagues…");
    await looksRight(carol);

    await late.end();
    const refused = await breakages.bridge(COLLEAGUES, { do: "reset" });
    await carol.reload();
    await carol.openDialpad();
    await field.press("ArrowDown");
    const again = carol.dialer.getByRole("button", { name: "Try again" });
    await expect(again).toBeVisible();
    await looksRight(carol);

    await refused.end();
    await again.click();
    await field.press("ArrowDown");
    const bob = carol.dialer.getByRole("option", { name: /^Bob Baker/ });
    await expect(bob).toBeVisible();
    await looksRight(carol);
    await field.fill("zzz");
    await expect(state).toHaveText("Nobody matches “zzz”.");
    await looksRight(carol);

    const cut = await breakages.cutNetwork(CAROL.identity);
    await field.fill("bob");
    // Who is known is found all the same.
    await expect(bob).toBeVisible();
    await looksRight(carol);
    await cut.end();
  });
}
