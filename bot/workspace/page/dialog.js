/**
 * Modal dialogs with a focus trap; Escape asks `onCancel`.
 * @module
 */

import { focusable, h, uid } from "./dom.js";
import { closePopup } from "./popup.js";
import { t } from "./words.js";

/**
 * @param {{testid: string, className?: string, onCancel: () => void}} options
 * @returns {HTMLDialogElement} shown, still empty
 */
export function openDialog({ testid, className, onCancel }) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const dialog = h("dialog", { class: `dialog ${className ?? ""}`, "aria-modal": "true", data: { testid } });
  document.body.append(dialog);
  dialog.addEventListener("cancel", (/** @type {Event} */ event) => event.preventDefault());
  dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    }
    if (event.key === "Tab") trap(dialog, event);
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before?.isConnected && !document.querySelector("dialog[open]")) before.focus({ preventScroll: true });
  });
  closePopup();
  dialog.showModal();
  return dialog;
}

/**
 * @param {HTMLElement} root
 * @param {KeyboardEvent} event
 */
function trap(root, event) {
  const all = focusable(root);
  if (!all.length) return;
  const [first, last] = [all[0], all[all.length - 1]];
  const leaving = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaving && root.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

/**
 * Asks before an action, as a `confirm` object wants it.
 * @param {{title: any, text: any, confirm: any, deny: any, danger: boolean}} words drawn nodes
 * @returns {Promise<boolean>}
 */
export function ask({ title, text, confirm, deny, danger }) {
  return new Promise((resolve) => {
    const finish = (/** @type {boolean} */ answer) => {
      dialog.close();
      resolve(answer);
    };
    const dialog = openDialog({ testid: "confirm", className: "confirm", onCancel: () => finish(false) });
    const [titleId, textId] = [uid("title"), uid("text")];
    dialog.setAttribute("aria-labelledby", titleId);
    dialog.setAttribute("aria-describedby", textId);
    const yes = h("button", { type: "button", class: `button ${danger ? "danger" : "primary"}`, data: { testid: "confirm-yes" }, onclick: () => finish(true) }, confirm || t("yes"));
    dialog.append(
      h("h2", { id: titleId }, title),
      h("div", { id: textId, class: "confirm-text" }, text),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", data: { testid: "confirm-no" }, onclick: () => finish(false) }, deny || t("cancel")), yes),
    );
    yes.focus();
  });
}
