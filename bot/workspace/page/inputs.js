/**
 * Elements a person types into or picks from.
 * @module
 */

import { act, busyKey, change, hooks } from "./act.js";
import { fromLocalInput, toLocalInput } from "./dates.js";
import { h, uid } from "./dom.js";
import { busyUnder } from "./interactions.js";
import { drawText, plain } from "./mrkdwn.js";
import { SELECTS } from "./select.js";
import { env, state } from "./store.js";

/** @typedef {import("./act.js").Part} Part */

const TYPING_PAUSE_MS = 500;

/**
 * @param {Part} part
 */
function labels({ element, labelId, hintId }) {
  const name = labelId ? { "aria-labelledby": labelId } : { "aria-label": plain(element.placeholder) || element.action_id };
  return { ...name, ...(hintId ? { "aria-describedby": hintId } : {}) };
}

/**
 * Text inputs tell the app on Enter, or while typing, as `dispatch_action_config` says.
 * @param {Part} part
 * @param {any} node
 * @param {(raw: string) => string | null} read
 */
function dispatchText(part, node, read) {
  const { block, element } = part;
  const config = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const tells = (/** @type {string} */ moment) => block.dispatch_action && config.includes(moment);
  let timer = 0;
  node.addEventListener("input", () => {
    change(part, read(node.value), false);
    if (!tells("on_character_entered")) return;
    clearTimeout(timer);
    timer = setTimeout(() => act(part, { value: read(node.value) }), TYPING_PAUSE_MS);
  });
  node.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !tells("on_enter_pressed")) return;
    event.preventDefault();
    clearTimeout(timer);
    act(part, { value: read(node.value) });
  });
}

/** @param {string} raw */
const orNull = (raw) => (raw === "" ? null : raw);

/**
 * @param {Part} part
 * @param {Record<string, any>} attributes
 * @param {(raw: string) => string | null} [read]
 */
function textField(part, attributes, read = orNull) {
  const { block, element, surface } = part;
  const multiline = element.type === "plain_text_input" && element.multiline;
  const node = h(multiline ? "textarea" : "input", {
    class: "field", autocomplete: "off", ...attributes, ...labels(part),
    placeholder: plain(element.placeholder), data: hooks(part), ...(multiline ? { rows: 4 } : {}),
  });
  node.value = surface.values.get(block, element) ?? "";
  dispatchText(part, node, read);
  return busyUnder(node, busyKey(part));
}

/**
 * Native pickers: they come with keyboard, touch and screen reader support.
 * @param {Part} part
 * @param {string} type
 * @param {(value: any) => string} write
 * @param {(raw: string) => any} read
 */
function picker(part, type, write = (value) => value ?? "", read = orNull) {
  const { block, element, surface } = part;
  const node = h("input", { type, class: "field picker", ...labels(part), data: hooks(part) });
  const show = () => {
    node.value = write(surface.values.get(block, element));
  };
  show();
  node.addEventListener("change", () => change(part, read(node.value)).then((kept) => kept || show()));
  return busyUnder(node, busyKey(part));
}

/**
 * @param {Part} part
 * @param {"radio" | "checkbox"} type
 */
function choices(part, type) {
  const { block, element, surface } = part;
  const group = h("div", { class: "choices", role: type === "radio" ? "radiogroup" : "group", ...labels(part) });
  const name = uid("choice");
  const chosen = () => {
    const value = surface.values.get(block, element);
    return new Set((Array.isArray(value) ? value : [value]).filter(Boolean).map((/** @type {any} */ option) => option.value));
  };
  const show = () => {
    const keys = chosen();
    for (const input of group.querySelectorAll("input")) input.checked = keys.has(input.value);
  };
  const pick = () => {
    const picked = new Set([...group.querySelectorAll("input:checked")].map((input) => /** @type {any} */ (input).value));
    const options = element.options.filter((/** @type {any} */ option) => picked.has(option.value));
    change(part, type === "radio" ? (options[0] ?? null) : options).then((kept) => kept || show());
  };
  for (const option of element.options) {
    const input = h("input", { type, name, value: option.value, data: hooks(part, option.value), onchange: pick });
    group.append(h("label", { class: "choice" }, input, h("span", {}, drawText(option.text, env()),
      option.description && h("span", { class: "choice-hint" }, drawText(option.description, env())))));
  }
  show();
  return busyUnder(group, busyKey(part));
}

/** @type {Record<string, (part: Part) => Node>} */
export const INPUTS = {
  ...SELECTS,
  plain_text_input: (part) => textField(part, { type: part.element.multiline ? null : "text", maxlength: part.element.max_length }),
  number_input: (part) => textField(part, { type: "text", inputmode: part.element.is_decimal_allowed ? "decimal" : "numeric" }, (raw) => orNull(raw.trim().replace(",", "."))),
  email_text_input: (part) => textField(part, { type: "email", inputmode: "email" }),
  url_text_input: (part) => textField(part, { type: "url", inputmode: "url" }),
  datepicker: (part) => picker(part, "date"),
  timepicker: (part) => picker(part, "time"),
  datetimepicker: (part) =>
    picker(part, "datetime-local", (value) => (value === null ? "" : toLocalInput(value, state.me.tz)), (raw) => fromLocalInput(raw, state.me.tz)),
  radio_buttons: (part) => choices(part, "radio"),
  checkboxes: (part) => choices(part, "checkbox"),
};
