// @ts-check
/** What a screen reader would say, from the tree that Chromium gives to it. */

/** @typedef {import("./desk.mjs").Desk} Desk */
/** @typedef {{role?: {value: string}, name?: {value: string}, description?: {value: string}, ignored: boolean, backendDOMNodeId?: number, properties?: {name: string, value: {value?: unknown, relatedNodes?: {backendDOMNodeId: number}[]}}[]}} Node */

/** One of its nodes as it is said. */
export class Said {
  #node;

  /** @param {Node} node */
  constructor(node) {
    this.#node = node;
    this.role = node.role?.value ?? "";
    this.name = node.name?.value ?? "";
    this.description = node.description?.value ?? "";
    this.id = node.backendDOMNodeId;
  }

  /** A state or a relation, like `expanded` or `activedescendant`. @param {string} name */
  is(name) {
    const value = this.#node.properties?.find(
      (one) => one.name === name,
    )?.value;
    return value?.relatedNodes?.[0]?.backendDOMNodeId ?? value?.value;
  }
}

/** Reads the tree of one page. */
export class Reader {
  #session;

  /** @param {import("@playwright/test").CDPSession} session */
  constructor(session) {
    this.#session = session;
  }

  /** @param {Desk} desk */
  static async of({ page }) {
    const session = await page.context().newCDPSession(page);
    await session.send("Accessibility.enable");
    return new Reader(session);
  }

  /** All that is said of the page, in its order. @returns {Promise<Said[]>} */
  async all() {
    const tree = await this.#session.send("Accessibility.getFullAXTree");
    const nodes = /** @type {Node[]} */ (/** @type {unknown} */ (tree.nodes));
    return nodes.filter((node) => !node.ignored).map((node) => new Said(node));
  }

  /**
   * What has the focus and, within it, what the arrows have come to:
   * "Colleague, combobox, expanded; Bob Baker …, option, 1 of 4".
   */
  async heard() {
    const all = await this.all();
    const focused = all.find(
      (one) => one.is("focused") && one.role !== "RootWebArea",
    );
    if (!focused) return "nothing";
    const states = [
      focused.is("expanded") === true ? "expanded" : undefined,
      focused.is("expanded") === false ? "collapsed" : undefined,
    ];
    const own = [focused.name, focused.role, ...states].filter(Boolean);
    const active = focused.is("activedescendant");
    const within = active ? all.find(({ id }) => id === active) : undefined;
    return [own.join(", "), within && (await this.#option(within))]
      .filter(Boolean)
      .join("; ");
  }

  /** @param {Said} option */
  async #option(option) {
    const parts = [
      option.name,
      option.role,
      option.is("disabled") ? "unavailable" : undefined,
      option.is("selected") ? "selected" : undefined,
      await this.#place(option),
    ];
    return parts.filter(Boolean).join(", ");
  }

  /** The tree that the browser tells us of has everything but this. @param {Said} option */
  async #place({ id }) {
    const asked = { backendNodeId: id };
    const { node } = await this.#session.send("DOM.describeNode", asked);
    const given = node.attributes ?? [];
    const [at, of] = ["aria-posinset", "aria-setsize"].map(
      (name) => given[given.indexOf(name) + 1],
    );
    return `${at} of ${of}`;
  }
}
