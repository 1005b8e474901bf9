/**
 * The stack of modal views: one dialog that shows the top view.
 * @module
 */

import { post } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { openDialog } from "./dialog.js";
import { focusable, h, keepFocus, uid } from "./dom.js";
import { icon } from "./icons.js";
import { busyUnder, perform } from "./interactions.js";
import { plain } from "./mrkdwn.js";
import { on, state } from "./store.js";
import { forgetSurface, viewSurface } from "./surfaces.js";
import { toast } from "./toast.js";
import { problems } from "./values.js";
import { t } from "./words.js";

/** @type {HTMLDialogElement | null} */
let dialog = null;
/** @type {any} the parts of the dialog */
let parts = null;
/** @type {string | null} */
let shownId = null;
/** @type {Set<string>} */
let known = new Set();

const top = () => state.modals[state.modals.length - 1] ?? null;

function build() {
  dialog = openDialog({ testid: "modal", className: "modal", onCancel: () => close() });
  const title = h("h2", { id: uid("title"), class: "modal-title" });
  const body = h("div", { class: "modal-body", tabindex: -1 });
  const notice = h("div", { class: "modal-notice", role: "alert" });
  const submit = h("button", { type: "submit", class: "button primary", data: { testid: "modal-submit" } });
  const cancel = h("button", { type: "button", class: "button", data: { testid: "modal-close" }, onclick: () => close() });
  const x = h("button", { type: "button", class: "icon-button modal-x", "aria-label": t("close"), data: { testid: "modal-x" }, onclick: () => close(true) }, icon("close"));
  const form = h("form", { class: "modal-form", novalidate: true, onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    send();
  } }, h("header", { class: "modal-head" }, title, x), notice, body, h("footer", { class: "dialog-foot" }, cancel, submit));
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(form);
  parts = { title, body, notice, submit, cancel, form };
}

function draw() {
  const view = top();
  const there = new Set(state.modals.map((one) => one.id));
  for (const id of known) if (!there.has(id)) forgetSurface(id);
  known = there;
  if (!view) {
    dialog?.close();
    [dialog, parts, shownId] = [null, null, null];
    return;
  }
  if (!dialog) build();
  const fresh = shownId !== view.id;
  shownId = view.id;
  parts.title.textContent = plain(view.title);
  parts.cancel.textContent = plain(view.close) || t("cancel");
  parts.submit.textContent = plain(view.submit) || t("submit");
  const wants = Boolean(view.submit) || (view.blocks ?? []).some((/** @type {any} */ block) => block.type === "input");
  parts.submit.hidden = !wants;
  parts.form.dataset.viewId = view.id;
  busyUnder(parts.submit, `submit|${view.id}`);
  if (fresh) clearErrors();
  const scroll = parts.body.scrollTop;
  keepFocus(/** @type {any} */ (dialog), () => drawBlocks(parts.body, viewSurface("modal", view)), () => parts.body);
  parts.body.scrollTop = fresh ? 0 : scroll;
  if (fresh) (focusable(parts.body)[0] ?? (wants ? parts.submit : parts.cancel)).focus({ preventScroll: true });
}

function clearErrors() {
  parts.notice.replaceChildren();
  for (const node of parts.body.querySelectorAll("[data-testid=modal-error]")) node.remove();
  for (const node of parts.body.querySelectorAll("[aria-invalid]")) node.removeAttribute("aria-invalid");
  for (const node of parts.body.querySelectorAll(".input.wrong")) node.classList.remove("wrong");
}

/** @param {Record<string, string>} errors by block_id */
function showErrors(errors) {
  clearErrors();
  const blocks = [...parts.body.querySelectorAll("[data-block]")];
  let first = null;
  for (const [id, text] of Object.entries(errors)) {
    const block = blocks.find((node) => /** @type {any} */ (node).dataset.block === id);
    const error = h("div", { class: "input-error", data: { testid: "modal-error" } }, icon("error", 14), h("span", {}, text));
    const notes = block?.querySelector(".input-notes");
    if (!notes) {
      parts.notice.append(error);
      continue;
    }
    block.classList.add("wrong");
    notes.prepend(error);
    const field = block.querySelector("[data-action-id]");
    block.querySelectorAll("[data-action-id]").forEach((/** @type {any} */ node) => node.setAttribute("aria-invalid", "true"));
    first ??= field;
  }
  first?.focus();
  first?.scrollIntoView({ block: "center" });
}

async function send() {
  const view = top();
  if (!view || parts.submit.hidden) return;
  const surface = viewSurface("modal", view);
  const errors = problems(surface.blocks, surface.values, t);
  if (Object.keys(errors).length) return showErrors(errors);
  clearErrors();
  const failed = (/** @type {string} */ words, /** @type {any} */ answer) => {
    if (!parts || shownId !== view.id) return toast(words);
    if (answer?.errors) return showErrors(answer.errors);
    parts.notice.replaceChildren(h("div", { class: "alert error", data: { testid: "modal-error" } }, icon("error"), h("span", {}, words)));
  };
  await perform("submit", { view_id: view.id, state: { values: surface.values.collect(surface.blocks) } }, { key: `submit|${view.id}`, failed });
}

/** @param {boolean} [all] the whole stack, as with Slack's × */
async function close(all = false) {
  const view = top();
  if (!view) return;
  state.modals = all ? [] : state.modals.slice(0, -1);
  draw();
  const answer = await post("close", { user: state.me.id, view_id: view.id, ...(all ? { all } : {}) });
  if (!answer.ok && answer.error === "unreachable") toast(t("serverAway"));
}

export function startModals() {
  on("modals", () => draw());
  on("all", () => draw());
  on("modal_errors", ({ view_id, errors }) => {
    if (parts && view_id === shownId) showErrors(errors);
  });
}
