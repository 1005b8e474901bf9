/**
 * "What to click and what to ask": steps to tick off, in the person's language.
 * @module
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { emit, env, on, state } from "./store.js";
import { language, t } from "./words.js";

const words = () => state.boot?.tour?.[language()] ?? state.boot?.tour?.en ?? state.boot?.tour?.de ?? null;
const key = (/** @type {string} */ name) => `workspace.tour.${state.boot.team.id}.${name}`;

/** @returns {Set<number>} */
function ticked() {
  try {
    return new Set(JSON.parse(localStorage.getItem(key(`done.${state.me.id}`)) ?? "[]"));
  } catch {
    return new Set();
  }
}

/**
 * A step's `code` is a button that puts it into the composer.
 * @param {string} text
 */
function stepWords(text) {
  const node = h("span", {}, mrkdwn(text, env()));
  for (const code of node.querySelectorAll("code")) {
    const words = code.textContent ?? "";
    code.replaceWith(h("button", { type: "button", class: "try", onclick: (/** @type {Event} */ event) => {
      event.preventDefault();
      emit("insert", words);
    } }, words));
  }
  return node;
}

export function tourPanel() {
  const root = h("section", { class: "tour", data: { testid: "tour" } });
  const isOpen = () => localStorage.getItem(key("closed")) !== "1";
  const exists = () => Boolean(words());

  function toggle() {
    localStorage.setItem(key("closed"), isOpen() ? "1" : "0");
    draw();
    emit("panes");
  }

  /**
   * @param {number} index
   * @param {boolean} done
   */
  function tick(index, done) {
    const all = ticked();
    if (done) all.add(index);
    else all.delete(index);
    localStorage.setItem(key(`done.${state.me.id}`), JSON.stringify([...all]));
    progress();
  }

  const bar = h("i");
  const count = h("span", { class: "tour-count" });

  function progress() {
    const all = words()?.steps.length ?? 0;
    const done = [...ticked()].filter((index) => index < all).length;
    count.textContent = `${done}/${all}`;
    count.setAttribute("aria-label", t("tourDone", { done, all }));
    bar.style.width = `${all ? (100 * done) / all : 0}%`;
    root.querySelectorAll("li").forEach((item, index) => item.classList.toggle("done", ticked().has(index)));
  }

  function draw() {
    const here = words();
    root.hidden = !here;
    if (!here) return;
    const open = isOpen();
    root.classList.toggle("closed", !open);
    const done = ticked();
    root.setAttribute("aria-label", t("tour"));
    root.replaceChildren(
      h("button", { type: "button", class: "tour-head", "aria-expanded": String(open), onclick: toggle, data: { testid: "tour-head" } },
        icon("compass", 17), h("span", { class: "tour-title" }, here.title || t("tourTitle")), count, icon(open ? "down" : "right", 15)),
      h("div", { class: "tour-bar", "aria-hidden": "true" }, bar),
      ...(open ? [h("ol", { class: "tour-steps", tabindex: 0, "aria-label": t("tour") }, here.steps.map((/** @type {string} */ step, /** @type {number} */ index) =>
        h("li", {}, h("label", {}, h("input", { type: "checkbox", checked: done.has(index), onchange: (/** @type {any} */ event) => tick(index, event.target.checked), data: { testid: "tour-step" } }), stepWords(step)))))] : []));
    progress();
  }

  on("all", draw);
  return { root, toggle, isOpen, exists };
}
