// @ts-check
/**
 * A package registry that knows no newer version than the one asked for: Twilio's command line
 * tool looks for newer ones of itself and gives up without an answer.
 */
import { once } from "node:events";
import { createServer } from "node:http";

const VERSION = "7.1.2";

/** Starts it. @returns {Promise<{url: string, stop: () => void}>} */
export async function startRegistry() {
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? "/").slice(1));
    const versions = { [VERSION]: { name, version: VERSION } };
    response.setHeader("Content-Type", "application/json");
    const told = { name, "dist-tags": { latest: VERSION }, versions };
    response.end(JSON.stringify(told));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/`, stop };
}
