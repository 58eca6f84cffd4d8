// @ts-check
/** Telling what was found: to people, and to machines. */

/** @typedef {import("./checks.mjs").Told} Told */
/** @typedef {import("./checks/environments.mjs").Environment} Environment */

const MARKS = { fine: "✓", wrong: "✗", weak: "!", unseen: "?" };

/** A checklist in words. @param {Told[]} findings */
export function inWords(findings) {
  const lines = findings.flatMap(({ level, says, mend }) => [
    `${MARKS[level]} ${says}`,
    ...(mend ? [`    ${mend}`] : []),
  ]);
  return [...lines, "", summary(findings)].join("\n");
}

/** @param {Told[]} findings @param {Environment[]} environments */
export const inJson = (findings, environments) =>
  JSON.stringify(
    { healthy: isHealthy(findings), environments, findings },
    null,
    2,
  );

/** Whether nothing is wrong. What could not be looked at is not. @param {Told[]} findings */
export const isHealthy = (findings) =>
  findings.every(({ level }) => level !== "wrong");

/** @param {Told[]} findings */
function summary(findings) {
  const count = (/** @type {string} */ level) =>
    findings.filter((finding) => finding.level === level).length;
  return `${MARKS.fine} ${count("fine")} fine, ${MARKS.wrong} ${count("wrong")} wrong, ${MARKS.weak} ${count("weak")} to think about, ${MARKS.unseen} ${count("unseen")} to be looked at by yourself`;
}
