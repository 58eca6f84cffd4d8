// @ts-check
/**
 * What is ours looks as in the pictures that are kept: `npm run walk -- look --update` takes them
 * anew. In both themes, languages with other letters, narrow, from right to left, in forced
 * colours; between people with names of one letter and of eighty.
 */
import {
  SAME_EVERYWHERE,
  inHours,
  looksAsBefore,
  seenLooksAsBefore,
  standStill,
} from "./support/pictures.mjs";
import { Lines } from "./support/lines.mjs";
import { expect, test } from "./support/walk.mjs";

/** @typedef {import("./support/desk.mjs").Desk} Desk */

test.use({ world: "pictured.json", launchOptions: SAME_EVERYWHERE });

const DARK = { config: "dark" };
const MAX = {
  identity: "max",
  name: "Maximiliana Wolfeschlegelsteinhausenbergerdorff Fernández-Calderón Villavicencio",
  tone: 620,
};
const PAULA = { identity: "paula", name: "Paula Prado", tone: 440 };
const ALICE = { identity: "alice", name: "Alice Anders", tone: 540 };
const CHEN = { identity: "chen", name: "陈小龙", tone: 700 };
const EVA = { identity: "eva", name: "Eva Estrada", tone: 800 };
const CUSTOMERS = [
  { from: "+15550000001", name: "Dana Diaz", tone_hz: 880 },
  { from: "+15550000002", name: MAX.name, tone_hz: 1040 },
];

/** What is left of a window of 1280 × 1024 at 400 %. */
const ZOOMED = { width: 320, height: 256 };

/** Our section of the dialpad. @param {Desk} desk @param {string} title */
const section = ({ page }, title) => page.getByRole("region", { name: title });

/** What stands beside a call, by some words of it. @param {Desk} desk @param {string} words */
const panel = ({ page }, words) =>
  page.locator(".swb").filter({ hasText: words, visible: true }).last();

/** @param {Desk} desk */
const dialpad = ({ page }) =>
  page.getByRole("button", { name: "Outbound Dialpad", exact: true }).first();

/** The list opens, with the first row marked. @param {import("@playwright/test").Locator} dialer */
async function opensList(dialer) {
  const field = dialer.getByRole("combobox");
  await field.press("Alt+ArrowDown");
  await expect(dialer.getByRole("option")).toHaveCount(6);
  await field.press("ArrowDown");
}

test("a call from a dark Flex in Portuguese to a light one in Thai", async ({
  open,
}) => {
  const [paula, max] = await Promise.all([
    open(PAULA, DARK, { language: "pt-BR" }),
    open(MAX, {}, { language: "th" }),
  ]);
  await Promise.all([paula, max].map(standStill));
  const dialer = section(paula, "Ligar para um agente");
  await dialpad(paula).click();
  await inHours(paula, async () => {
    await opensList(dialer);
    await looksAsBefore(dialer, "list-dark-pt-BR");
  });

  const field = dialer.getByRole("combobox");
  const call = dialer.getByRole("button", { name: "Ligar", exact: true });
  await field.fill("Ö");
  await field.press("ArrowDown");
  await field.press("Enter");
  await call.click();
  await paula.sees("Ö não aceita chamadas agora: Break.");
  await looksAsBefore(dialer, "refused-dark-pt-BR");

  await field.fill("max");
  await field.press("ArrowDown");
  await field.press("Enter");
  await call.click();
  await paula.sees(`Ligando para ${MAX.name}`);
  await max.seesIncoming(PAULA.name);
  await looksAsBefore(panel(paula, "Ligando para"), "ringing-dark-pt-BR");
  await max.page.getByText("ปฏิเสธพร้อมเหตุผล").first().click();
  await looksAsBefore(panel(max, "ปฏิเสธพร้อมเหตุผล"), "incoming-th");
  await paula.page.getByRole("button", { name: "Cancelar" }).first().click();
  await max.seesNoOffer();
  await paula.complete();

  await dialpad(max).click();
  const missed = section(max, "โทรหาเจ้าหน้าที่");
  await max.sees("สายที่ไม่ได้รับ: 1");
  await looksAsBefore(missed, "missed-th");
  await missed.getByRole("button", { name: `โทร: ${PAULA.name}` }).click();
  await paula.seesIncoming(MAX.name);
  await paula.accept();
  await max.sees(`กำลังสนทนากับ ${PAULA.name}`);
  await paula.sees(`Em chamada com ${MAX.name}`);
  await looksAsBefore(panel(paula, "Em chamada com"), "talking-dark-pt-BR");
  await paula.hold();
  await max.sees(`${PAULA.name} พักสายคุณ`);
  await looksAsBefore(panel(max, "พักสายคุณ"), "held-th");
  await paula.hangUp();
  await paula.complete();
  await max.complete();
});

test("the dialpad in windows of each kind, and in Chinese", async ({
  open,
}) => {
  const [alice, chen] = await Promise.all([
    open(ALICE, {}),
    open(CHEN, DARK, { language: "zh-Hans" }),
  ]);
  await Promise.all([alice, chen].map(standStill));
  await dialpad(chen).click();
  const chinese = section(chen, "呼叫座席");
  await inHours(chen, async () => {
    await opensList(chinese);
    await looksAsBefore(chinese, "list-dark-zh-Hans");
  });
  await chinese.getByRole("combobox").press("Escape");
  await chinese.getByRole("tab", { name: "呼叫队列" }).click();
  const queues = section(chen, "呼叫队列");
  await expect(queues.getByRole("radio")).toHaveCount(4);
  await looksAsBefore(queues, "queues-dark-zh-Hans");

  await alice.openDialpad();
  await inHours(alice, () => inEachWindow(alice));
});

/** @param {Desk} desk */
async function inEachWindow({ dialer, page }) {
  await page.setViewportSize({ width: 320, height: 800 });
  await opensList(dialer);
  await looksAsBefore(dialer, "list-320");
  await page.evaluate(() => (document.dir = "rtl"));
  await looksAsBefore(dialer, "list-320-right-to-left");
  await page.evaluate(() => (document.dir = ""));
  await page.emulateMedia({ forcedColors: "active" });
  await looksAsBefore(dialer, "list-320-forced-colours");
  await page.emulateMedia({ forcedColors: null });

  const field = dialer.getByRole("combobox");
  await field.press("Escape");
  await page.setViewportSize(ZOOMED);
  await opensList(dialer);
  await seenLooksAsBefore(dialer, "list-400-percent");
  await field.fill("Ö");
  await field.press("ArrowDown");
  await field.press("Enter");
  await page.setViewportSize({ width: 1440, height: 900 });
  await looksAsBefore(dialer, "chosen");
}

test("two calls of one agent, in Spanish", async ({ control, open }) => {
  for (const { identity } of [ALICE, PAULA, MAX, { identity: "yusuf" }]) {
    await control.setActivity(identity, "Unavailable");
  }
  await control.setActivity(EVA.identity, "Available");
  const eva = await open(EVA, {}, { language: "es-ES" });
  await standStill(eva);
  for (const customer of CUSTOMERS) {
    await control.customerCalls(customer);
    await eva.seesIncoming(customer.name);
    await eva.accept();
    await eva.seesLive();
  }
  await eva.sees("En espera");
  await looksAsBefore(panel(eva, "Tus llamadas"), "calls-es");
  await new Lines(eva, control).endWhateverIsLeft();
});
