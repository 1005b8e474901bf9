/**
 * Block Kit's blocks. A type without a drawing here is shown as a visible line, never dropped.
 * @module
 */

import { fragment, h, patchChildren, uid } from "./dom.js";
import { drawElement, image } from "./elements.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { drawText, plain } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { env } from "./store.js";
import { t } from "./words.js";

/** @typedef {import("./act.js").Surface} Surface */

/**
 * @param {any} block
 * @param {Surface} surface
 */
function section(block, surface) {
  const side = block.accessory && h("div", { class: `accessory ${block.accessory.type === "image" ? "accessory-image" : ""}` }, drawElement({ block, element: block.accessory, surface }));
  const wide = ["checkboxes", "radio_buttons"].includes(block.accessory?.type);
  return h("div", { class: `block section ${wide ? "stacked" : ""}` },
    h("div", { class: "section-body" },
      block.text && h("div", { class: "prose" }, drawText(block.text, env())),
      block.fields && h("div", { class: "fields" }, block.fields.map((/** @type {any} */ field) => h("div", { class: "prose field-cell" }, drawText(field, env()))))),
    side);
}

/** @param {any} block */
function context(block) {
  return h("div", { class: "block context" }, block.elements.map((/** @type {any} */ element) =>
    element.type === "image" ? image(element) : h("span", { class: "prose" }, drawText(element, env()))));
}

/**
 * @param {any} block
 * @param {Surface} surface
 */
function actions(block, surface) {
  return h("div", { class: `block ${block.type === "actions" ? "actions" : "context-actions"}` },
    block.elements.map((/** @type {any} */ element) => drawElement({ block, element, surface })));
}

const GROUPED = new Set(["checkboxes", "radio_buttons"]);

/**
 * @param {any} block
 * @param {Surface} surface
 */
function input(block, surface) {
  const labelId = uid("label");
  const noteId = uid("note");
  const field = drawElement({ block, element: block.element, surface, labelId, hintId: noteId });
  const id = uid("input");
  const target = /** @type {HTMLElement} */ (field);
  target.id ||= id;
  const label = h(GROUPED.has(block.element.type) ? "div" : "label", { class: "input-label", id: labelId, ...(GROUPED.has(block.element.type) ? {} : { for: target.id }) },
    plain(block.label), block.optional && h("span", { class: "optional" }, ` ${t("optional")}`));
  return h("div", { class: "block input" }, label, field,
    h("div", { id: noteId, class: "input-notes" }, block.hint && h("div", { class: "hint" }, plain(block.hint))));
}

/** @param {any} block */
function imageBlock(block) {
  return h("figure", { class: "block image" }, block.title && h("figcaption", {}, plain(block.title)), image(block));
}

/**
 * @param {any} cell
 */
function cellBody(cell) {
  if (cell?.type === "rich_text") return richText(cell, env());
  return cell?.text ?? String(cell?.value ?? "");
}

/** @param {any} block */
function table(block) {
  const [head, ...rows] = block.rows;
  const place = (/** @type {number} */ index) => {
    const setting = block.column_settings?.[index];
    return { class: setting?.is_wrapped ? "wrapped" : "", style: { "text-align": setting?.align ?? "left" } };
  };
  return h("div", { class: "block table-frame", tabindex: 0, role: "group" }, h("table", {},
    h("thead", {}, h("tr", {}, head.map((/** @type {any} */ cell, /** @type {number} */ index) => h("th", { scope: "col", ...place(index) }, cellBody(cell))))),
    h("tbody", {}, rows.map((/** @type {any[]} */ row) => h("tr", {}, row.map((cell, index) => h("td", place(index), cellBody(cell))))))));
}

/**
 * @param {any} block
 * @param {Surface} surface
 */
function card(block, surface) {
  return h("div", { class: "block card" }, block.hero_image && h("div", { class: "card-hero" }, image(block.hero_image)),
    h("div", { class: "card-head" }, block.icon && h("span", { class: "card-icon" }, image(block.icon)),
      h("div", {}, block.title && h("div", { class: "card-title" }, drawText(block.title, env())),
        block.subtitle && h("div", { class: "card-subtitle" }, drawText(block.subtitle, env())))),
    block.body && h("div", { class: "prose" }, drawText(block.body, env())),
    block.actions?.length && h("div", { class: "actions" }, block.actions.map((/** @type {any} */ element) => drawElement({ block, element, surface }))));
}

/**
 * @param {any} block
 * @param {Surface} surface
 */
function container(block, surface) {
  const head = [block.icon && h("span", { class: "card-icon" }, image(block.icon)), h("div", {},
    h("div", { class: "card-title" }, block.rich_text_title ? richText(block.rich_text_title, env()) : plain(block.title)),
    block.subtitle && h("div", { class: "card-subtitle" }, drawText(block.subtitle, env())))];
  const body = h("div", { class: "container-body" }, block.child_blocks.map((/** @type {any} */ child) => drawBlock(child, surface)));
  const name = `block container width-${block.width ?? "standard"}`;
  if (block.is_collapsible) return h("details", { class: name, open: !block.default_collapsed }, h("summary", { class: "card-head" }, icon("right", 16), head), body);
  return h("div", { class: `${name} ${block.has_header_divider ? "ruled" : ""}` }, h("div", { class: "card-head" }, head), body);
}

/** @param {any} block */
function alert(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  return h("div", { class: `block alert ${level}`, role: level === "error" || level === "warning" ? "alert" : "note" },
    icon(level === "default" ? "info" : level), h("div", { class: "prose" }, drawText(block.text, env())));
}

/** @type {Record<string, (block: any, surface: Surface) => Node>} */
const BLOCKS = {
  header: (block) => h("div", { class: "block header", role: "heading", "aria-level": 3 }, plain(block.text)),
  section,
  divider: () => h("hr", { class: "block divider" }),
  context,
  actions,
  context_actions: actions,
  input,
  image: imageBlock,
  rich_text: (block) => h("div", { class: "block prose rich" }, richText(block, env())),
  markdown: (block) => h("div", { class: "block prose md" }, markdown(block.text)),
  table,
  card,
  carousel: (block, surface) => h("div", { class: "block carousel", tabindex: 0, role: "group" }, block.elements.map((/** @type {any} */ one) => drawBlock(one, surface))),
  container,
  alert,
};

/**
 * @param {any} block
 * @param {Surface} surface
 * @returns {any}
 */
export function drawBlock(block, surface) {
  const draw = BLOCKS[block.type];
  const node = draw ? draw(block, surface) : h("p", { class: "block cannot", data: { testid: "unknown-block" } }, t("notBlock", { type: block.type }));
  if (block.block_id) node.dataset.block = block.block_id;
  return node;
}

/** @type {WeakMap<Element, Map<string, {json: string, node: Node}>>} */
const drawn = new WeakMap();

/**
 * Draws a view's blocks into `root`; a block that has not changed keeps its node.
 * @param {Element} root
 * @param {Surface} surface
 */
export function drawBlocks(root, surface) {
  const before = drawn.get(root) ?? new Map();
  const now = new Map();
  const nodes = surface.blocks.map((block, index) => {
    const key = `${surface.id}|${block.block_id ?? index}`;
    const json = JSON.stringify(block);
    const known = before.get(key);
    const node = known?.json === json ? known.node : drawBlock(block, surface);
    now.set(key, { json, node });
    return node;
  });
  drawn.set(root, now);
  patchChildren(root, nodes);
}

/**
 * @param {any[]} blocks
 * @param {Surface} surface
 */
export function blockList(blocks, surface) {
  return fragment(blocks.map((block) => drawBlock(block, surface)));
}
