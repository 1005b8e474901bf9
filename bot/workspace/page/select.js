/**
 * Select menus: a combobox button with a list that can be searched, for one or many choices. The
 * choice counts on Enter or click only, never while arrows move through the list.
 * @module
 */

import { busyKey, change, hooks, suggest } from "./act.js";
import { avatar } from "./avatar.js";
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { busyUnder } from "./interactions.js";
import { plain } from "./mrkdwn.js";
import { openPopup } from "./popup.js";
import { state } from "./store.js";
import { t } from "./words.js";

/** @typedef {import("./act.js").Part} Part */
/** @typedef {{key: string, label: string, hint?: string, before?: Node, raw: any}} Choice */
/** @typedef {{label?: string, choices: Choice[]}} Group */
/** @typedef {(typed: string) => Promise<{groups: Group[], notice?: string}>} Load */

const SEARCH_FROM = 8;
const TYPING_PAUSE_MS = 250;
/** Slack's own, where the element does not say otherwise. */
const TYPED_BEFORE = 3;

/**
 * @param {HTMLElement} anchor
 * @param {Group[]} groups
 * @param {{label: string, many: boolean, chosen: () => Set<string>, pick: (choice: Choice) => void, load?: Load}} options
 *   `load` fetches what fits to what was typed
 */
function openList(anchor, groups, { label, many, chosen, pick, load }) {
  const all = groups.flatMap((group) => group.choices);
  const listId = uid("list");
  const list = h("div", { id: listId, role: "listbox", class: "options", tabindex: -1, "aria-label": label, "aria-multiselectable": many ? "true" : null });
  const search = load || all.length >= SEARCH_FROM
    ? h("input", { class: "field options-search", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": listId, "aria-autocomplete": "list", "aria-label": t("filter"), placeholder: t("filter") })
    : null;
  const owner = search ?? list;
  /** @type {{node: any, choice: Choice}[]} */
  let shown = [];
  let active = 0;
  /** What stands there in place of choices. */
  let notice = t(load ? "loading" : "noMatch");

  const activate = (/** @type {number} */ to) => {
    active = Math.max(0, Math.min(to, shown.length - 1));
    shown.forEach(({ node }, index) => node.classList.toggle("active", index === active));
    const node = shown[active]?.node;
    if (node) owner.setAttribute("aria-activedescendant", node.id);
    node?.scrollIntoView({ block: "nearest" });
  };
  const choose = (/** @type {Choice} */ choice) => {
    if (!many) popup.close(true);
    pick(choice);
    if (many) draw();
  };
  const draw = () => {
    const wanted = load ? "" : (search?.value ?? "").trim().toLocaleLowerCase();
    const keys = chosen();
    const before = active;
    shown = [];
    list.replaceChildren(...groups.flatMap((group) => {
      const fitting = group.choices.filter((choice) => choice.label.toLocaleLowerCase().includes(wanted));
      const nodes = fitting.map((choice) => {
        const node = h("div", {
          id: uid("option"), role: "option", class: "option", "aria-selected": String(keys.has(choice.key)), data: { value: choice.key },
          onclick: () => choose(choice),
        }, choice.before, h("span", { class: "menu-words" }, h("span", { class: "menu-label" }, choice.label), choice.hint && h("span", { class: "menu-hint" }, choice.hint)),
        keys.has(choice.key) && icon("check", 16));
        node.addEventListener("pointermove", () => activate(shown.findIndex((one) => one.node === node)));
        shown.push({ node, choice });
        return node;
      });
      return group.label && nodes.length ? [h("div", { class: "menu-title", role: "presentation" }, group.label), ...nodes] : nodes;
    }), ...(shown.length ? [] : [h("div", { class: "menu-title" }, notice)]));
    activate(before);
  };

  let typed = "";
  let typedAt = 0;
  const jump = (/** @type {string} */ char) => {
    typed = Date.now() - typedAt > 700 ? char : typed + char;
    typedAt = Date.now();
    const to = shown.findIndex(({ choice }) => choice.label.toLocaleLowerCase().startsWith(typed.toLocaleLowerCase()));
    if (to >= 0) activate(to);
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, ...(search ? {} : { Home: 0, End: shown.length - 1 }) }[event.key];
    const enter = event.key === "Enter" || (event.key === " " && !search);
    if (to === undefined && !enter) {
      if (!search && event.key.length === 1) jump(event.key);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (to !== undefined) activate(to);
    else if (shown[active]) choose(shown[active].choice);
  };
  const panel = h("div", { class: "select-panel" }, search, list);
  panel.addEventListener("keydown", keys);
  let asked = 0;
  const refill = async () => {
    asked += 1;
    const mine = asked;
    const answer = load ? await load((search?.value ?? "").trim()) : { groups };
    if (mine !== asked) return;
    groups = answer.groups;
    notice = answer.notice ?? t("noMatch");
    draw();
  };
  let timer = 0;
  search?.addEventListener("input", () => {
    active = 0;
    if (!load) return draw();
    clearTimeout(timer);
    timer = setTimeout(refill, TYPING_PAUSE_MS);
  });
  const popup = openPopup(anchor, panel, { wide: true });
  active = Math.max(0, all.findIndex((choice) => chosen().has(choice.key)));
  draw();
  owner.focus();
  if (load) refill();
}

/**
 * @param {Part} part
 * @param {Group[]} groups
 * @param {boolean} many
 * @param {Load} [load]
 */
function select(part, groups, many, load) {
  const { block, element, surface } = part;
  const raws = () => [surface.values.get(block, element)].flat().filter((raw) => raw !== null && raw !== undefined);
  const keyOf = (/** @type {any} */ raw) => (typeof raw === "string" ? raw : raw.value);
  const chosen = () => new Set(raws().map(keyOf));
  const all = groups.flatMap((group) => group.choices);
  const label = plain(element.placeholder) || t("choose");
  const valueId = uid("value");
  const value = h("span", { class: "select-value", id: valueId });
  const trigger = h("button", {
    type: "button", class: "select", role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false", data: hooks(part),
    "aria-labelledby": part.labelId ? `${part.labelId} ${valueId}` : null, "aria-label": part.labelId ? null : label,
    "aria-describedby": part.hintId,
    onclick: () => (trigger.getAttribute("aria-expanded") === "true" ? null : openList(trigger, groups, { label, many, chosen, pick, load })),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      trigger.click();
    },
  }, value, icon("down", 16));
  const show = () => {
    const picked = raws().map((raw) => all.find((choice) => choice.key === keyOf(raw))?.label ?? plain(raw.text) ?? keyOf(raw));
    value.classList.toggle("placeholder", picked.length === 0);
    value.replaceChildren(...(picked.length === 0 ? [label] : many ? picked.map((name) => h("span", { class: "chip" }, name)) : picked));
  };
  const pick = (/** @type {Choice} */ choice) => {
    const next = many ? toggled(raws(), choice, keyOf, element.max_selected_items) : choice.raw;
    change(part, next).then(show);
    show();
  };
  show();
  return busyUnder(trigger, busyKey(part));
}

/**
 * @param {any[]} raws
 * @param {Choice} choice
 * @param {(raw: any) => string} keyOf
 * @param {number | undefined} most
 */
function toggled(raws, choice, keyOf, most) {
  const without = raws.filter((raw) => keyOf(raw) !== choice.key);
  if (without.length < raws.length || (most && raws.length >= most)) return without;
  return [...without, choice.raw];
}

/** @param {any} element */
function optionGroups(element) {
  const one = (/** @type {any} */ option) => ({ key: option.value, label: plain(option.text), hint: option.description && plain(option.description), raw: option });
  if (element.option_groups) return element.option_groups.map((/** @type {any} */ group) => ({ label: plain(group.label), choices: group.options.map(one) }));
  return [{ choices: (element.options ?? []).map(one) }];
}

/**
 * Asks the app for what fits to what was typed.
 * @param {Part} part
 * @returns {Load}
 */
function external(part) {
  const least = part.element.min_query_length ?? TYPED_BEFORE;
  return async (typed) => {
    if (typed.length < least) return { groups: [], notice: t("filter") };
    const { answer, words } = await suggest(part, typed);
    return answer ? { groups: optionGroups(answer) } : { groups: [], notice: words };
  };
}

function people() {
  const users = state.boot.users.filter((/** @type {any} */ one) => one.id !== state.boot.app.bot_user_id);
  return [{ choices: users.map((/** @type {any} */ one) => ({ key: one.id, label: one.real_name, hint: one.title, before: avatar(one, 24), raw: one.id })) }];
}

function channels() {
  const all = [...state.conversations.values()].filter((one) => one.kind === "channel");
  return [{ choices: all.map((one) => ({ key: one.id, label: one.name, before: icon(one.is_private ? "lock" : "hash", 16), raw: one.id })) }];
}

/** @type {Record<string, (part: Part) => Node>} */
export const SELECTS = {
  static_select: (part) => select(part, optionGroups(part.element), false),
  multi_static_select: (part) => select(part, optionGroups(part.element), true),
  external_select: (part) => select(part, [], false, external(part)),
  multi_external_select: (part) => select(part, [], true, external(part)),
  users_select: (part) => select(part, people(), false),
  multi_users_select: (part) => select(part, people(), true),
  channels_select: (part) => select(part, channels(), false),
  conversations_select: (part) => select(part, channels(), false),
};
