// @ts-check
/** The microphone that is chosen in Flex is that of every call, whichever device it is at. */
import { DANA, ERIK, FAY, GUS, Lines, test } from "../support/lines.mjs";
import { THOROUGH } from "../support/walk.mjs";

const CAROL = { identity: "carol", name: "Carol Chen", tone: 700 };

test(
  "who chooses another microphone speaks with it in every call",
  THOROUGH,
  async ({ alice, control, lines, open }) => {
    // Whoever else speaks is not changed by it.
    await lines.takes(DANA);
    await control.setActivity(alice.identity, "Unavailable");
    const carol = await open(CAROL, { mic: "tone:700,920" });
    await carol.hasMicrophone();
    await control.setActivity(carol.identity, "Available");
    const hers = new Lines(carol, control);
    await hers.takes(ERIK);
    await hers.takes(FAY);
    await hers.hears(FAY, ERIK);

    await carol.choosesMicrophone("emulator-microphone-2", 920);
    await hers.hears(FAY, ERIK);
    await hers.resume(ERIK.name);
    await hers.hears(ERIK, FAY);
    // It is that of the next call, too, from its beginning.
    await hers.takes(GUS);
    await hers.hears(GUS, ERIK, FAY);
    await hers.endWhateverIsLeft();

    await lines.hears(DANA);
    await lines.hangUp(DANA.name);
    await lines.completeAll();
  },
);
