/**
 * Menus and lists that open beside their anchor, above everything else, and close with Escape, Tab
 * or a click elsewhere.
 * @module
 */

import { h } from "./dom.js";

/** @type {{node: HTMLElement, close: (refocus?: boolean) => void} | null} */
let open = null;

export function closePopup() {
  open?.close();
}

/**
 * @param {HTMLElement} node
 * @param {HTMLElement} anchor
 * @param {boolean} above preferred side
 */
function place(node, anchor, above) {
  const box = anchor.getBoundingClientRect();
  const gap = 6;
  const width = Math.max(node.offsetWidth, node.dataset.wide ? box.width : 0);
  const room = { below: innerHeight - box.bottom - 2 * gap, above: box.top - 2 * gap };
  const up = above ? room.above > Math.min(node.scrollHeight, 160) : node.scrollHeight > room.below && room.above > room.below;
  node.style.maxHeight = `${Math.min(up ? room.above : room.below, 420)}px`;
  if (node.dataset.wide) node.style.minWidth = `${box.width}px`;
  node.style.left = `${Math.max(gap, Math.min(node.dataset.end ? box.right - width : box.left, innerWidth - width - gap))}px`;
  node.style.top = up ? "auto" : `${box.bottom + gap}px`;
  node.style.bottom = up ? `${innerHeight - box.top + gap}px` : "auto";
}

/**
 * @param {HTMLElement} anchor gets aria-expanded
 * @param {HTMLElement} content
 * @param {{wide?: boolean, end?: boolean, above?: boolean, keepFocus?: boolean, onClose?: () => void}} [options]
 *   wide: at least the anchor's width; end: right edges meet; keepFocus: the anchor keeps the focus
 */
export function openPopup(anchor, content, options = {}) {
  closePopup();
  const node = h("div", { class: "popup", popover: "manual" }, content);
  if (options.wide) node.dataset.wide = "1";
  if (options.end) node.dataset.end = "1";
  (anchor.closest("dialog") ?? document.body).append(node);
  node.showPopover();
  place(node, anchor, options.above ?? false);
  anchor.setAttribute("aria-expanded", "true");
  const again = () => (anchor.isConnected ? place(node, anchor, options.above ?? false) : close());
  const outside = (/** @type {Event} */ event) => {
    const target = /** @type {Node} */ (event.target);
    if (!node.contains(target) && !anchor.contains(target)) close();
  };
  const watcher = new ResizeObserver(again);
  watcher.observe(content);
  function close(refocus = false) {
    if (open?.node !== node) return;
    open = null;
    watcher.disconnect();
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", again);
    node.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (refocus) anchor.focus();
    options.onClose?.();
  }
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Tab") return;
    if (event.key === "Escape") event.preventDefault();
    event.stopPropagation();
    close(true);
  });
  document.addEventListener("pointerdown", outside, true);
  window.addEventListener("resize", again);
  open = { node, close };
  return open;
}

/**
 * @typedef {object} MenuItem
 * @property {any} label
 * @property {any} [hint]
 * @property {any} [before] a node in front of the label
 * @property {boolean} [checked] makes it a radio item
 * @property {string} [testid]
 * @property {string} [value] becomes data-value
 * @property {() => void} run
 */

/**
 * A button's menu. A second click on the button closes it.
 * @param {HTMLElement} anchor
 * @param {MenuItem[]} items
 * @param {{label: string, end?: boolean, above?: boolean, title?: string}} options
 */
export function openMenu(anchor, items, options) {
  if (anchor.getAttribute("aria-expanded") === "true") return closePopup();
  const nodes = items.map((item) =>
    h("button", {
      type: "button", class: "menu-item", tabindex: -1,
      role: item.checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      data: { ...(item.testid ? { testid: item.testid } : {}), ...(item.value ? { value: item.value } : {}) },
      onclick: () => {
        popup.close(true);
        item.run();
      },
    }, item.before, h("span", { class: "menu-words" }, h("span", { class: "menu-label" }, item.label), item.hint && h("span", { class: "menu-hint" }, item.hint))));
  const list = h("div", { role: "menu", "aria-label": options.label, class: "menu" },
    options.title && h("div", { class: "menu-title", "aria-hidden": "true" }, options.title), nodes);
  const popup = openPopup(anchor, list, options);
  list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const at = nodes.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: nodes.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    nodes[(to + nodes.length) % nodes.length]?.focus();
  });
  (nodes.find((_, index) => items[index].checked) ?? nodes[0])?.focus();
}
