/**
 * Block Kit's elements: buttons and menus here, inputs in inputs.js and select.js.
 * @module
 */

import { act, busyKey, hooks } from "./act.js";
import { fragment, h } from "./dom.js";
import { icon } from "./icons.js";
import { INPUTS } from "./inputs.js";
import { busyUnder } from "./interactions.js";
import { plain, safeUrl } from "./mrkdwn.js";
import { openMenu } from "./popup.js";
import { state } from "./store.js";
import { t } from "./words.js";

/** @typedef {import("./act.js").Part} Part */

/** @param {Part} part */
function button(part) {
  const { element } = part;
  const label = plain(element.text);
  const url = element.url ? safeUrl(element.url) : null;
  const node = h("button", {
    type: "button",
    class: `button ${element.style ?? ""}`,
    "aria-label": element.accessibility_label,
    data: hooks(part),
    onclick: () => {
      if (url && !element.confirm) window.open(url, "_blank", "noopener");
      act(part, { text: element.text, ...(element.value === undefined ? {} : { value: element.value }) }).then((sent) => {
        if (sent && url && element.confirm) window.open(url, "_blank", "noopener");
      });
    },
  }, h("span", { class: "button-words" }, label), url && icon("external", 13));
  return busyUnder(node, busyKey(part));
}

/** @param {Part} part */
function overflow(part) {
  const { element } = part;
  const node = h("button", {
    type: "button", class: "button square", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": t("actions"), data: hooks(part),
    onclick: () => openMenu(node, element.options.map((/** @type {any} */ option) => ({
      label: plain(option.text),
      hint: option.description && plain(option.description),
      value: option.value,
      run: () => {
        const url = option.url ? safeUrl(option.url) : null;
        if (url) window.open(url, "_blank", "noopener");
        act(part, { selected_option: option });
      },
    })), { label: t("actions"), end: true }),
  }, icon("dots"));
  return busyUnder(node, busyKey(part));
}

/** @param {Part} part */
function feedback(part) {
  const { element } = part;
  const one = (/** @type {any} */ object, /** @type {string} */ side) => {
    const node = h("button", {
      type: "button", class: "feedback", data: { ...hooks(part, side), value: object.value }, "aria-pressed": "false",
      title: plain(object.text), "aria-label": object.accessibility_label ?? plain(object.text),
      onclick: () => {
        for (const each of node.parentElement.children) each.setAttribute("aria-pressed", String(each === node));
        act(part, { value: object.value, text: object.text }, side);
      },
    }, icon(side === "positive" ? "up_thumb" : "down_thumb", 16));
    return busyUnder(node, busyKey(part, side));
  };
  return h("div", { class: "feedback-buttons", role: "group" }, one(element.positive_button, "positive"), one(element.negative_button, "negative"));
}

/** @param {Part} part */
function iconButton(part) {
  const { element } = part;
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(state.me.id)) return fragment();
  const words = plain(element.text);
  const node = h("button", {
    type: "button", class: "feedback", title: words, "aria-label": element.accessibility_label ?? words, data: hooks(part),
    onclick: () => act(part, { text: element.text, ...(element.value === undefined ? {} : { value: element.value }) }),
  }, icon(element.icon === "trash" ? "trash" : "dots", 16));
  return busyUnder(node, busyKey(part));
}

/** @param {any} element */
export function image(element) {
  const url = element.image_url ? safeUrl(element.image_url) : null;
  if (!url) return h("span", { class: "cannot" }, element.alt_text ?? "");
  return h("img", { src: url, alt: element.alt_text ?? "", loading: "lazy", referrerpolicy: "no-referrer" });
}

/** @type {Record<string, (part: Part) => Node>} */
const ELEMENTS = {
  button,
  overflow,
  feedback_buttons: feedback,
  icon_button: iconButton,
  image: ({ element }) => image(element),
};

/**
 * @param {Part} part
 * @returns {Node}
 */
export function drawElement(part) {
  const draw = ELEMENTS[part.element.type] ?? INPUTS[part.element.type];
  return draw ? draw(part) : h("p", { class: "cannot" }, t("notElement", { type: part.element.type }));
}
