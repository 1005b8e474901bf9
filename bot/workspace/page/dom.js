/**
 * Builds DOM nodes. Text always becomes a text node, so nothing a person or a bot wrote is ever
 * read as HTML.
 * @module
 */

/** @typedef {Node | string | number | null | undefined | false} Child */

let counter = 0;

/**
 * A fresh id for aria references.
 * @param {string} prefix
 */
export function uid(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/**
 * @param {HTMLElement} node
 * @param {string} name
 * @param {any} value
 */
function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "style") for (const [key, part] of Object.entries(value)) node.style.setProperty(key, part);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked" || name === "disabled") node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

/**
 * @param {string} tag
 * @param {Record<string, any>} [props] attributes; `class`, `data`, `style` and `on…` are special
 * @param {...(Child | Child[])} children
 * @returns {any} the element
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

/**
 * @param {...(Child | Child[])} children
 */
export function fragment(...children) {
  const node = document.createDocumentFragment();
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

/**
 * Makes `nodes` the children of `root` and moves no node that already stands in order: a focused
 * input keeps its focus and a screen reader does not read a list again.
 * @param {Element} root
 * @param {Node[]} nodes
 */
export function patchChildren(root, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...root.childNodes]) if (!wanted.has(child)) child.remove();
  let current = root.firstChild;
  for (const node of nodes) {
    if (current === node) current = node.nextSibling;
    else root.insertBefore(node, current);
  }
}

/**
 * Redraws and gives the focus back to the element with the same `data-focus-key`.
 * @param {Element} root
 * @param {() => void} redraw
 * @param {() => HTMLElement | null} [otherwise] who takes the focus when its owner is gone
 */
export function keepFocus(root, redraw, otherwise) {
  const active = /** @type {any} */ (document.activeElement);
  const had = active && active !== document.body && root.contains(active);
  const key = had ? active.dataset.focusKey : undefined;
  const range = had && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  redraw();
  if (!had || (document.activeElement === active && root.contains(active))) return;
  const heir = key ? findFocus(root, key) : null;
  (heir ?? otherwise?.())?.focus({ preventScroll: true });
  if (heir && range && range[0] !== null) {
    try {
      heir.setSelectionRange(...range);
    } catch {
      // Number and date inputs know no selection.
    }
  }
}

/**
 * @param {Element} root
 * @param {string} key
 * @returns {any}
 */
export function findFocus(root, key) {
  return [...root.querySelectorAll("[data-focus-key]")].find((node) => /** @type {any} */ (node).dataset.focusKey === key) ?? null;
}

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), iframe, [tabindex]:not([tabindex="-1"])';

/**
 * @param {Element} root
 * @returns {HTMLElement[]}
 */
export function focusable(root) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(FOCUSABLE)]).filter((node) => node.offsetParent !== null);
}
