// @ts-check
// The world as the emulator tells it, and who is who in it.

/**
 * @typedef {{ available: boolean, capacity: number, in_use: number, name: string }} Channel
 * @typedef {{ activity: string, channels: Channel[], connected: boolean, contact_uri: string,
 *   identity: string, name: string, sid: string, team: string | null }} Worker
 * @typedef {{ age_s: number, attributes: Record<string, any>, channel: string, queue: string | null,
 *   reason: string | null, sid: string, status: string, workflow: string | null }} Task
 * @typedef {{ sid: string, status: string, task: string, worker: string | null }} Reservation
 * @typedef {{ extra_workers: number, reservations: Reservation[], tasks: Task[], workers: Worker[] }} TaskRouter
 * @typedef {"silence" | { playing?: string, room?: string }} Route
 * @typedef {{ bridge?: string, conference?: string, queue?: string }} Place
 * @typedef {{ answered: number | null, created: number, direction: string, ended: number | null,
 *   from: string, identity: string | null, place: Place | null, route: Route | null, sid: string,
 *   status: string, to: string }} Call
 * @typedef {{ call: string, coaching: string | null, hears: string[], hold: boolean, muted: boolean,
 *   who: string }} Seat
 * @typedef {{ legs: Seat[], name: string, reason: string | null, sid: string, status: string,
 *   task: string | null }} Conference
 * @typedef {{ now: number, taskrouter: TaskRouter, voice: { calls: Call[], conferences: Conference[] },
 *   left_over: string[] }} World
 * @typedef {{ name: string, kind: "agent" | "party" }} Person
 */

/**
 * Who is at the other end of a call.
 *
 * @param {World} world
 * @param {string} sid
 * @returns {Person}
 */
export function personOf(world, sid) {
  const call = world.voice.calls.find((call) => call.sid === sid);
  if (call === undefined) return { name: sid, kind: "party" };
  if (call.identity !== null) {
    const worker = world.taskrouter.workers.find(
      (worker) => worker.identity === call.identity,
    );
    return { name: worker?.name ?? call.identity, kind: "agent" };
  }
  const task = world.taskrouter.tasks.find(
    (task) => task.attributes["call_sid"] === sid,
  );
  const number = call.direction === "inbound" ? call.from : call.to;
  return { name: task?.attributes["name"] ?? number, kind: "party" };
}

/**
 * What a task is about, in a few words.
 *
 * @param {Task} task
 * @returns {string}
 */
export function titleOf(task) {
  const { name, from, caller, call_sid } = task.attributes;
  return (
    [name, from, caller, call_sid].find(
      (word) => typeof word === "string" && word !== "",
    ) ?? task.sid
  );
}

/**
 * The name of the sound a leg is played.
 *
 * @param {Route | null} route
 * @returns {string | null}
 */
export function soundOf(route) {
  if (route === null || route === "silence" || route.playing === undefined)
    return null;
  const file = route.playing.split("/").pop() ?? route.playing;
  return file.replace(/\.\w+(\?.*)?$/, "").replace(/[-_]/g, " ");
}
