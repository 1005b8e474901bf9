/**
 * What a person typed, with mentions marked; the server escapes and links the rest.
 * @module
 */

import { state } from "./store.js";

/** @param {string} text */
const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * @returns {{id: string, name: string}[]} longest name first
 */
function names() {
  const { app, users } = state.boot;
  const people = users.flatMap((/** @type {any} */ one) => [{ id: one.id, name: one.real_name }, { id: one.id, name: one.name }]);
  return [{ id: app.bot_user_id, name: app.name }, ...people]
    .filter((one) => one.name)
    .sort((one, other) => other.name.length - one.name.length);
}

/** @param {string} text */
export function outgoing(text) {
  let out = text.trim();
  for (const { id, name } of names()) {
    out = out.replace(new RegExp(`(^|[\\s(])@${literal(name)}(?![\\p{L}\\p{N}_-])`, "giu"), `$1<@${id}>`);
  }
  for (const one of state.conversations.values()) {
    if (one.kind === "channel") out = out.replace(new RegExp(`(^|[\\s(])#${literal(one.name)}(?![\\p{L}\\p{N}_-])`, "gu"), `$1<#${one.id}|${one.name}>`);
  }
  return out;
}
