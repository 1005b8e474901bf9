/**
 * Short notices that something did not work, readable by screen readers.
 * @module
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

const SHOWN_MS = 9000;

/**
 * @param {string} text
 */
export function toast(text) {
  // What stands outside an open dialog is inert, so the notice goes into the topmost one.
  const home = [...document.querySelectorAll("dialog[open]")].pop() ?? document.body;
  let host = home.querySelector(":scope > .toasts");
  if (!host) {
    host = h("div", { class: "toasts", popover: "manual", role: "status", "aria-live": "assertive" });
    home.append(host);
  }
  const close = () => {
    clearTimeout(timer);
    node.remove();
    if (!host.childElementCount) host.remove();
  };
  const node = h("div", { class: "toast", data: { testid: "toast" } }, icon("warning", 18), h("span", { class: "toast-text" }, text),
    h("button", { type: "button", class: "icon-button", "aria-label": t("dismiss"), onclick: close }, icon("close", 14)));
  const timer = setTimeout(close, SHOWN_MS);
  host.replaceChildren(...[...host.children].slice(-2), node);
  host.hidePopover();
  host.showPopover();
}
