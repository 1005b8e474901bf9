/**
 * "Staffel is thinking…": what the app says about its work on a thread.
 * @module
 */

import { botAvatar } from "./avatar.js";
import { h } from "./dom.js";
import { on, state } from "./store.js";

/**
 * @param {() => {channel: string, ts: string | null}} where ts null: any thread of the channel
 */
export function statusLine(where) {
  const root = h("div", { class: "status-line", role: "status", data: { testid: "status" } });
  const draw = () => {
    const { channel, ts } = where();
    const found = [...state.statuses].find(([key]) => (ts === null ? key.startsWith(`${channel}:`) : key === `${channel}:${ts}`));
    const text = channel && found ? found[1] : null;
    root.replaceChildren(...(text ? [botAvatar(18), h("span", { class: "status-words" }, `${state.boot.app.name} ${text}`), h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"))] : []));
  };
  for (const topic of ["status", "place", "all", "thread"]) on(topic, draw);
  return root;
}
