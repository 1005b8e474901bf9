/**
 * From an element to the app: what every interactive element shares.
 * @module
 */

import { ask } from "./dialog.js";
import { fetchOptions, perform } from "./interactions.js";
import { drawText } from "./mrkdwn.js";
import { env } from "./store.js";
import { stateKey } from "./values.js";

/**
 * @typedef {object} Surface where blocks stand
 * @property {"message" | "modal" | "home"} kind
 * @property {string} id of the message or view; names spinners and focus
 * @property {any} container what `/_page/action` wants to know
 * @property {any[]} blocks
 * @property {import("./values.js").Values} values
 */

/**
 * @typedef {object} Part an element in its place
 * @property {any} block
 * @property {any} element
 * @property {Surface} surface
 * @property {string} [labelId] of an input block's label
 * @property {string} [hintId]
 */

/**
 * The attributes every interactive element carries.
 * @param {Part} part
 * @param {string} [piece] tells the pieces of one element apart
 */
export function hooks({ block, element, surface }, piece = "") {
  return {
    actionId: element.action_id ?? "",
    blockId: block.block_id ?? "",
    focusKey: `${surface.id}|${block.block_id}|${element.action_id}|${piece}`,
  };
}

/**
 * @param {Part} part
 * @param {string} [piece]
 */
export function busyKey({ block, element, surface }, piece = "") {
  return `${surface.id}|${block.block_id}|${element.action_id}|${piece}`;
}

/**
 * @param {any} confirm
 */
function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  const words = (/** @type {any} */ object) => (object ? drawText(object, env()) : null);
  return ask({ title: words(confirm.title), text: words(confirm.text), confirm: words(confirm.confirm), deny: words(confirm.deny), danger: confirm.style === "danger" });
}

/**
 * Sends a `block_actions`, after the element's confirm dialog if it has one.
 * @param {Part} part
 * @param {Record<string, any>} action what was pressed or chosen
 * @param {string} [piece]
 * @returns {Promise<boolean>} false: the person said no
 */
export async function act(part, action, piece = "") {
  const { block, element, surface } = part;
  if (!(await confirmed(element.confirm))) return false;
  const values = surface.values.collect(surface.blocks);
  perform("action", {
    container: surface.container,
    action: { type: element.type, block_id: block.block_id, action_id: element.action_id, ...action },
    ...(Object.keys(values).length || surface.kind !== "message" ? { state: { values } } : {}),
  }, { key: busyKey(part, piece) });
  return true;
}

/**
 * Asks the app for the options of an external select.
 * @param {Part} part
 * @param {string} typed
 */
export function suggest({ block, element, surface }, typed) {
  const action = { block_id: block.block_id, action_id: element.action_id };
  return fetchOptions({ container: surface.container, action, value: typed });
}

/**
 * Keeps what a person has chosen, and tells the app where it wants to hear of it: always outside
 * of input blocks, inside only with `dispatch_action`.
 * @param {Part} part
 * @param {any} value
 * @param {boolean} [tell]
 * @returns {Promise<boolean>} false: the person took it back
 */
export async function change(part, value, tell = true) {
  const { block, element, surface } = part;
  const before = surface.values.get(block, element);
  surface.values.set(block, element, value);
  if (!tell || (block.type === "input" && !block.dispatch_action)) return true;
  const sent = await act(part, { [stateKey(element) ?? "value"]: value });
  if (!sent) surface.values.set(block, element, before);
  return sent;
}
