/**
 * Avatars: initials on a colour that stays the same for a person; the bot has its own mark.
 * @module
 */

import { h } from "./dom.js";
import { state } from "./store.js";

/** Hues that stand apart from one another and from the bot's green, in the order of the people. */
const HUES = [262, 22, 204, 336, 46, 292, 108, 228, 4, 188];

/** @param {string} id */
function hue(id) {
  const at = state.boot?.users.findIndex((/** @type {any} */ one) => one.id === id) ?? -1;
  return HUES[Math.max(0, at) % HUES.length];
}

/** @param {string} name */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words[words.length - 1][0] : "")).toLocaleUpperCase();
}

/**
 * @param {{id: string, real_name?: string, name?: string} | null} person
 * @param {number} [size] pixels
 */
export function avatar(person, size = 36) {
  const name = person?.real_name ?? person?.name ?? "?";
  return h("span", { class: "avatar", "aria-hidden": "true", style: { "--hue": String(hue(person?.id ?? "")), "--size": `${size}px` } }, initials(name));
}

/** @param {number} [size] pixels */
export function botAvatar(size = 36) {
  return h("span", { class: "avatar bot", "aria-hidden": "true", style: { "--size": `${size}px` } }, h("i"), h("i"));
}
