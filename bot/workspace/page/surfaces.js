/**
 * One Surface per view and message, for as long as it lives: drawn elements hold on to it, so a
 * redraw changes its blocks and keeps what a person has typed.
 * @module
 */

import { Values } from "./values.js";

/** @typedef {import("./act.js").Surface} Surface */

/** @type {Map<string, Surface>} */
const surfaces = new Map();

/**
 * @param {"message" | "modal" | "home"} kind
 * @param {string} id
 * @param {any} container
 * @param {any[]} blocks
 * @returns {Surface}
 */
function surface(kind, id, container, blocks) {
  const found = surfaces.get(id) ?? { kind, id, container, blocks, values: new Values() };
  found.container = container;
  found.blocks = blocks;
  found.values.prune(blocks);
  surfaces.set(id, found);
  return found;
}

/**
 * @param {"modal" | "home"} kind
 * @param {any} view
 */
export function viewSurface(kind, view) {
  return surface(kind, view.id, { type: "view", view_id: view.id }, view.blocks ?? []);
}

/**
 * @param {string} channel
 * @param {import("./store.js").Message} message
 */
export function messageSurface(channel, message) {
  const container = {
    type: "message", channel, ts: message.ts,
    ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
    ...(message.is_ephemeral ? { is_ephemeral: true } : {}),
  };
  const attached = (message.attachments ?? []).flatMap((/** @type {any} */ one) => one.blocks ?? []);
  return surface("message", `${channel}:${message.ts}`, container, [...(message.blocks ?? []), ...attached]);
}

/** @param {string} id */
export function forgetSurface(id) {
  surfaces.delete(id);
}

export function forgetSurfaces() {
  surfaces.clear();
}
