// @ts-check
// Sends everything that this page asks of another host to the emulator instead.
//
// `https://flex-api.twilio.com/v1/…` becomes `/_host/flex-api.twilio.com/v1/…` on the page's own
// origin, for sockets too. So neither host names nor certificates have to be arranged, and the
// page's content security policy, which allows nothing but its own origin, proves that every
// way out is covered. What it refuses is counted in `emulatorPage.refused`.
"use strict";

(() => {
  const told = document.getElementById("emulator-page");
  const page = JSON.parse(told?.textContent ?? "{}");
  page.refused = [];
  globalThis.emulatorPage = page;
  document.addEventListener(
    "securitypolicyviolation",
    ({ effectiveDirective, blockedURI }) => {
      page.refused.push(`${effectiveDirective} ${blockedURI}`);
    },
  );

  const ABSOLUTE = /^\s*(https?:|wss?:|\/\/)/i;

  /** The address to ask instead; anything that is not another host's stays as it is. */
  const here = (/** @type {any} */ address) => {
    if (!ABSOLUTE.test(String(address ?? ""))) return address;
    let url;
    try {
      url = new URL(String(address), document.baseURI);
    } catch {
      return address;
    }
    if (url.host === location.host) return address;
    const origin = url.protocol.startsWith("ws")
      ? `ws://${location.host}`
      : location.origin;
    return `${origin}${page.hosts}${url.host}${url.pathname}${url.search}${url.hash}`;
  };

  /** Several images with their sizes: the address is the first word of each. */
  const hereEach = (/** @type {any} */ sources) =>
    String(sources)
      .split(",")
      .map((source) => source.trim().replace(/^\S+/, here))
      .join(", ");

  /** Replaces a method by one that changes its arguments first. */
  const rewrite = (
    /** @type {any} */ owner,
    /** @type {string} */ name,
    /** @type {(given: any[], self: any) => any[]} */ change,
  ) => {
    const original = owner?.[name];
    if (typeof original !== "function") return;
    owner[name] = function (/** @type {any[]} */ ...given) {
      return original.apply(this, change(given, this));
    };
  };
  const first = ([address, ...rest] = /** @type {any[]} */ ([])) => [
    here(address),
    ...rest,
  ];

  const fetchReally = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    if (!(input instanceof Request)) return fetchReally(here(input), init);
    const address = here(input.url);
    return address === input.url
      ? fetchReally(input, init)
      : fetchThere(address, input, init);
  };
  const fetchThere = async (
    /** @type {string} */ address,
    /** @type {Request} */ input,
    /** @type {RequestInit | undefined} */ init,
  ) => {
    // A body handed on from one request to another is streamed, which browsers do over HTTP/2
    // alone: so it is read first.
    const body = input.body ? await input.arrayBuffer() : undefined;
    const { method, headers, cache, credentials, redirect, signal } = input;
    return fetchReally(address, {
      method,
      headers,
      cache,
      credentials,
      redirect,
      signal,
      body,
      ...init,
    });
  };
  rewrite(XMLHttpRequest.prototype, "open", ([method, address, ...rest]) => [
    method,
    here(address),
    ...rest,
  ]);
  rewrite(Navigator.prototype, "sendBeacon", first);

  // A proxy keeps statics, prototype and `instanceof`, which the SDKs use.
  for (const name of [
    "WebSocket",
    "EventSource",
    "Worker",
    "SharedWorker",
    "Audio",
  ]) {
    const original = /** @type {any} */ (globalThis)[name];
    if (!original) continue;
    /** @type {any} */ (globalThis)[name] = new Proxy(original, {
      construct: (target, given, wanted) =>
        Reflect.construct(
          target,
          given.length ? first(given) : given,
          wanted === /** @type {any} */ (globalThis)[name] ? target : wanted,
        ),
    });
  }

  /** Elements that load what they name, by attribute. */
  const LOADING =
    /** @type {Record<string, Record<string, (address: any) => any>>} */ ({
      HTMLAudioElement: { src: here },
      HTMLEmbedElement: { src: here },
      HTMLIFrameElement: { src: here },
      HTMLImageElement: { src: here, srcset: hereEach },
      HTMLLinkElement: { href: here },
      HTMLObjectElement: { data: here },
      HTMLScriptElement: { src: here },
      HTMLSourceElement: { src: here, srcset: hereEach },
      HTMLVideoElement: { src: here, poster: here },
    });
  for (const [type, attributes] of Object.entries(LOADING)) {
    const prototype = /** @type {any} */ (globalThis)[type]?.prototype;
    if (!prototype) continue;
    for (const [name, change] of Object.entries(attributes)) {
      // `src` of audio and video belongs to their common parent.
      const owner = Object.hasOwn(prototype, name)
        ? prototype
        : Object.getPrototypeOf(prototype);
      const property = Object.getOwnPropertyDescriptor(owner, name);
      if (!property?.set) continue;
      const write = property.set;
      Object.defineProperty(prototype, name, {
        ...property,
        set(value) {
          write.call(this, change(value));
        },
      });
    }
    const setAttribute = Element.prototype.setAttribute;
    prototype.setAttribute = function (
      /** @type {string} */ name,
      /** @type {string} */ value,
    ) {
      const change = attributes[String(name).toLowerCase()];
      return setAttribute.call(this, name, change ? change(value) : value);
    };
  }

  const CSS_ADDRESS =
    /(url\(\s*["']?|@import\s+["'])((?:https?:)?\/\/[^"')\s]+)/gi;
  const hereCss = (/** @type {any} */ css) =>
    typeof css === "string"
      ? css.replace(CSS_ADDRESS, (_, before, address) => before + here(address))
      : css;
  const HTML_ADDRESS =
    /(<(?:audio|embed|iframe|img|link|script|source|video)\b[^>]*?\s(?:href|src)\s*=\s*["']?)((?:https?:)?\/\/[^"'\s>]+)/gi;
  const hereHtml = (/** @type {any} */ html) =>
    typeof html === "string"
      ? hereCss(
          html.replace(
            HTML_ADDRESS,
            (_, before, address) => before + here(address),
          ),
        )
      : html;

  rewrite(CSSStyleSheet.prototype, "insertRule", ([rule, ...rest]) => [
    hereCss(rule),
    ...rest,
  ]);
  rewrite(Element.prototype, "insertAdjacentHTML", ([where, html]) => [
    where,
    hereHtml(html),
  ]);
  const inner = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
  if (inner?.set) {
    const write = inner.set;
    Object.defineProperty(Element.prototype, "innerHTML", {
      ...inner,
      set(html) {
        write.call(
          this,
          this instanceof HTMLStyleElement ? hereCss(html) : hereHtml(html),
        );
      },
    });
  }
  const ruled = (
    [node, ...rest] = /** @type {any[]} */ ([]),
    /** @type {any} */ self,
  ) => {
    if (self instanceof HTMLStyleElement && node?.nodeType === Node.TEXT_NODE) {
      const css = hereCss(node.data);
      if (css !== node.data) node.data = css;
    }
    return [node, ...rest];
  };
  rewrite(Node.prototype, "appendChild", ruled);
  rewrite(Node.prototype, "insertBefore", ruled);
})();
