/**
 * The bar above everything: team, connection, tour, website, person.
 * @module
 */

import { avatar } from "./avatar.js";
import { h, keepFocus } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./popup.js";
import { emit, on, state } from "./store.js";
import { t } from "./words.js";

/** @param {string} locale */
const languageTag = (locale) => locale.split("-")[0].toUpperCase();

function personas() {
  return state.boot.users.filter((/** @type {any} */ one) => one.persona);
}

function personSwitch() {
  const { me } = state;
  const button = h("button", {
    type: "button", class: "person", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `${t("person")}: ${me.real_name}, ${me.title ?? ""}`, data: { testid: "persona-switch", focusKey: "persona-switch" },
    onclick: () => openMenu(button, personas().map((/** @type {any} */ one) => ({
      label: [one.real_name, h("span", { class: "language" }, languageTag(one.locale))],
      hint: one.title,
      before: avatar(one, 32),
      checked: one.id === me.id,
      testid: `persona-${one.id}`,
      value: one.id,
      run: () => emit("switch_person", one.id),
    })), { label: t("person"), title: t("personTitle"), end: true }),
  }, avatar(me, 28), h("span", { class: "person-words" }, h("span", { class: "person-name" }, me.real_name), h("span", { class: "person-title" }, me.title)),
  h("span", { class: "language" }, languageTag(me.locale)), icon("down", 15));
  return button;
}

function botStatus() {
  const on = Boolean(state.bot);
  const known = state.bot !== null && state.online;
  return h("span", { class: `bot-status ${known ? (on ? "on" : "off") : "unknown"}`, role: "status", data: { testid: "bot-status", connected: known ? String(state.bot) : "" } },
    h("i", {}), h("span", { class: "bot-status-words" }, known && on ? t("botOn") : t("botOff")));
}

/** @param {{tour: {toggle: () => void, isOpen: () => boolean, exists: () => boolean}, website: {toggle: () => void, isOpen: () => boolean, exists: () => boolean}, faults: {toggle: () => void, isOpen: () => boolean}}} panes */
export function topbar({ tour, website, faults }) {
  const root = h("header", { class: "topbar" });
  const status = h("span", { class: "status-slot" });
  const toggle = (/** @type {any} */ pane, /** @type {string} */ name, /** @type {string} */ words) => pane.exists() && h("button", {
    type: "button", class: "top-button", "aria-pressed": String(pane.isOpen()), data: { testid: `${name}-toggle` }, onclick: () => pane.toggle(),
  }, icon(name === "tour" ? "compass" : "globe", 17), h("span", {}, words));
  const faultsButton = () => h("button", {
    type: "button", class: "top-button faults-toggle", "aria-expanded": String(faults.isOpen()), "aria-label": state.faults.length ? t("faultsOn", { n: state.faults.length }) : t("faults"),
    title: t("faults"), data: { testid: "faults-toggle" }, onclick: () => faults.toggle(),
  }, icon("bolt", 17), state.faults.length > 0 && h("b", { class: "count loud", "aria-hidden": "true" }, String(state.faults.length)));
  const faultsSlot = h("span", {});
  const drawFaults = () => keepFocus(faultsSlot, () => faultsSlot.replaceChildren(faultsButton()), () => faultsSlot.querySelector("button"));
  const draw = () => {
    drawFaults();
    status.replaceChildren(botStatus());
    root.replaceChildren(
      h("a", { class: "skip", href: "#main", onclick: (/** @type {Event} */ event) => {
        event.preventDefault();
        /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=composer]"))?.focus();
      } }, t("skip")),
      h("div", { class: "team" }, h("span", { class: "team-mark", "aria-hidden": "true" }, h("i"), h("i")), h("span", { class: "team-name" }, state.boot.team.name)),
      h("div", { class: "top-tools" }, status, toggle(tour, "tour", t("tour")), toggle(website, "website", t("website")), faultsSlot, personSwitch()));
  };
  on("all", draw);
  on("panes", draw);
  on("faults", drawFaults);
  for (const topic of ["bot", "socket"]) on(topic, () => status.replaceChildren(botStatus()));
  return root;
}
