// @ts-check
/** Functions of some release, as far as the start of the plugin asks them. */

/** Answers each request of the page. @param {string} release */
export const answerAs = (release) => {
  const headers = { "X-Switchboard-Version": release };
  globalThis.fetch = async () =>
    new Response('{"changed":false}', { status: 200, headers });
};
