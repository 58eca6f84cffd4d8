// @ts-check
/** A call in other languages and themes, between people with odd names: every state looks right. */
import { wrapUpAndComplete } from "../support/call.mjs";
import { looksRight } from "../support/look.mjs";
import { expect, test, THOROUGH } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */

test.use({ world: "odd.json" });

const ALICE = {
  identity: "alice",
  name: `Alice "Al" <b>O'Anders</b> & {{name}} 👩‍👩‍👧 Söhne`,
  tone: 440,
};
const BOB = {
  identity: "bob",
  name: "Bob يوسف Donaudampfschifffahrtsgesellschafterin von und zu Hohenfels",
  tone: 620,
};
const ALICES_TEAM = "<i>Sales</i> & {{team}}";

/** What is read on the way through a call, as far as the two look for it. */
const LANGUAGES = {
  th: {
    title: "โทรหาเจ้าหน้าที่",
    show: "แสดงเพื่อนร่วมงาน",
    nobody: "ไม่พบผู้ที่ตรงกับ “zzz”",
    call: "โทร",
    calling: `กำลังโทรหา ${BOB.name}`,
    offered: `สายจากเพื่อนร่วมงาน · ${ALICES_TEAM}`,
    decline: "ปฏิเสธพร้อมเหตุผล",
    inMeeting: "อยู่ในการประชุม",
    declined: `${BOB.name} ปฏิเสธสาย: อยู่ในการประชุม`,
    live: /^กำลังสนทนา \| 0:\d\d/,
    held: `${ALICE.name} พักสายคุณ`,
  },
  "es-MX": {
    title: "Llamar a un agente",
    show: "Mostrar compañeros",
    nobody: "Nadie coincide con “zzz”.",
    call: "Llamar",
    calling: `Llamando a ${BOB.name}`,
    offered: `Llamada de un compañero · ${ALICES_TEAM}`,
    decline: "Rechazar con un motivo",
    inMeeting: "Estoy en una reunión",
    declined: `${BOB.name} rechazó la llamada: está en una reunión.`,
    live: /^En curso \| 0:\d\d/,
    held: `${ALICE.name} puso su llamada en espera`,
  },
};

/** @param {Desk} desk @param {string} title */
const dialer = ({ page }, title) => page.getByRole("region", { name: title });

/** Alice chooses Bob and calls. @param {Desk} alice @param {typeof LANGUAGES.th} says */
async function call(alice, says) {
  const section = dialer(alice, says.title);
  const field = section.getByRole("combobox");
  await field.fill("bob");
  await field.press("ArrowDown");
  await field.press("Enter");
  await expect(field).toHaveValue(BOB.name);
  await looksRight(alice);
  await section.getByRole("button", { name: says.call, exact: true }).click();
}

for (const [language, config, width] of /** @type {const} */ ([
  ["th", "dark", 1440],
  ["es-MX", "light", 1024],
])) {
  test(
    `a call in ${language}, ${config}`,
    THOROUGH,
    async ({ open, hears }) => {
      const says = LANGUAGES[language];
      /** @type {Record<string, string>} */
      const options = config === "dark" ? { config } : {};
      const [alice, bob] = await Promise.all([
        open(ALICE, options, { language, width }),
        open(BOB, options, { language, width }),
      ]);
      const section = dialer(alice, says.title);
      await alice.page
        .getByRole("button", { name: "Outbound Dialpad", exact: true })
        .first()
        .click();
      const field = section.getByRole("combobox");
      await expect(field).toBeVisible();
      await looksRight(alice);
      await section.getByRole("button", { name: says.show }).click();
      await expect(section.getByRole("option")).toBeVisible();
      await looksRight(alice);
      await field.fill("zzz");
      await alice.sees(says.nobody);
      await looksRight(alice);

      await call(alice, says);
      await alice.sees(says.calling);
      await looksRight(alice);
      await bob.seesIncoming(ALICE.name);
      await bob.sees(says.offered);
      await bob.page.getByText(says.decline).first().click();
      await looksRight(bob);
      await bob.page
        .getByRole("button", { name: says.inMeeting })
        .first()
        .click();
      await alice.sees(says.declined);
      await looksRight(alice);
      await wrapUpAndComplete(alice);

      await alice.page
        .getByRole("button", { name: "Outbound Dialpad", exact: true })
        .first()
        .click();
      await call(alice, says);
      await bob.seesIncoming(ALICE.name);
      await bob.accept();
      await alice.sees(says.live);
      await bob.sees(says.live);
      await hears(alice, { tone: BOB.tone, not: [ALICE.tone] });
      await looksRight(alice);
      await looksRight(bob);
      await alice.hold();
      await bob.sees(says.held);
      await looksRight(bob);
      await alice.unhold();
      await hears(bob, { tone: ALICE.tone, not: [BOB.tone] });
      await alice.hangUp();
      await wrapUpAndComplete(alice, bob);
    },
  );
}
