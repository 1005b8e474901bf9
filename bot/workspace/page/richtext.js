/**
 * `rich_text` blocks as DOM nodes.
 * @module
 */

import { fragment, h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, dateNode, link, safeUrl, userMention } from "./mrkdwn.js";

/** @typedef {import("./mrkdwn.js").Env} Env */

/**
 * @param {any} node
 * @param {Record<string, boolean> | undefined} style
 */
function styled(node, style) {
  const tags = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };
  return Object.entries(tags).reduce((inner, [name, tag]) => (style?.[name] ? h(tag, {}, inner) : inner), node);
}

/** @type {Record<string, (element: any, env: Env) => any>} */
const SPANS = {
  text: (element) => {
    const parts = String(element.text).split("\n");
    return fragment(parts.flatMap((part, index) => (index ? [h("br"), part] : [part])));
  },
  link: (element) => {
    const url = safeUrl(element.url);
    return url ? link(url, element.text ?? element.url) : `<${element.url}>`;
  },
  emoji: (element) => emoji(element.name) ?? `:${element.name}:`,
  user: (element, env) => userMention(element.user_id, null, env),
  channel: (element, env) => channelMention(element.channel_id, null, env),
  broadcast: (element) => h("span", { class: "mention broadcast" }, `@${element.range}`),
  usergroup: (element) => h("span", { class: "mention" }, `@${element.usergroup_id}`),
  color: (element) => h("span", { class: "color-chip" }, h("i", { style: { background: /^#[0-9a-f]{3,8}$/i.test(element.value) ? element.value : "none" } }), element.value),
  date: (element, env) => dateNode(String(element.timestamp), element.format, env, element.fallback ?? ""),
};

/**
 * @param {any[]} elements
 * @param {Env} env
 */
function spans(elements, env) {
  return (elements ?? []).map((element) => {
    const draw = SPANS[element.type];
    return styled(draw ? draw(element, env) : `‘${element.type}’`, element.style);
  });
}

/**
 * @param {any} block a rich_text block
 * @param {Env} env
 */
export function richText(block, env) {
  return fragment((block.elements ?? []).map((/** @type {any} */ part) => {
    if (part.type === "rich_text_list") {
      const style = { "margin-inline-start": `${(part.indent ?? 0) * 1.5}rem` };
      const start = part.style === "ordered" ? { start: (part.offset ?? 0) + 1 } : {};
      return h(part.style === "ordered" ? "ol" : "ul", { style, ...start },
        part.elements.map((/** @type {any} */ item) => h("li", {}, spans(item.elements, env))));
    }
    if (part.type === "rich_text_preformatted") return h("pre", {}, spans(part.elements, env));
    if (part.type === "rich_text_quote") return h("blockquote", {}, spans(part.elements, env));
    return h("div", { class: "rich-section" }, spans(part.elements, env));
  }));
}
