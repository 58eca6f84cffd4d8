// @ts-check
/** The open list in a window of 320 pixels, from right to left, in forced colours, without motion. */
import { looksRight } from "../support/look.mjs";
import { expect, test } from "../support/walk.mjs";

test.use({ world: "many.json" });

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
