/**
 * The standard Markdown of `markdown` blocks, as DOM nodes.
 * @module
 */

import { fragment, h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { link, safeUrl } from "./mrkdwn.js";

const MARK =
  /\\([\\`*_{}[\]()#+\-.!~|>])|`([^`\n]+)`|!?\[([^\]\n]*)\]\(([^)\s]+)\)|<(https?:[^>\s]+|mailto:[^>\s]+)>|(https?:\/\/[^\s<>)]+)|\*\*(?=\S)(.+?)\*\*|__(?=\S)(.+?)__(?!\w)|~~(?=\S)(.+?)~~|\*(?=[^\s*])([^*\n]+?)\*|(?<!\w)_(?=[^\s_])([^_\n]+?)_(?!\w)|\n/g;

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function inline(text) {
  /** @type {(Node | string)[]} */
  const out = [];
  let done = 0;
  for (const found of text.matchAll(MARK)) {
    if (found.index > done) out.push(withEmoji(text.slice(done, found.index)));
    out.push(spot(found));
    done = found.index + found[0].length;
  }
  if (done < text.length) out.push(withEmoji(text.slice(done)));
  return out;
}

/** @param {RegExpMatchArray} found */
function spot(found) {
  const [all, escaped, code, label, target, auto, bare, strong, strong2, strike, em, em2] = found;
  if (escaped) return escaped;
  if (code) return h("code", {}, code);
  if (target !== undefined) {
    const url = safeUrl(target);
    return url ? link(url, fragment(inline(label || target))) : all;
  }
  const address = auto ?? bare;
  if (address) {
    const url = safeUrl(address);
    return url ? link(url, address.replace(/^mailto:/, "")) : all;
  }
  if (strong ?? strong2) return h("strong", {}, inline(strong ?? strong2));
  if (strike) return h("s", {}, inline(strike));
  if (em ?? em2) return h("em", {}, inline(em ?? em2));
  return h("br");
}

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;

/**
 * @param {string[]} lines that all match ITEM or continue an item
 */
function list(lines) {
  const depth = (/** @type {string} */ line) => ITEM.exec(line)?.[1].length ?? Infinity;
  const base = depth(lines[0]);
  const ordered = /\d/.test(ITEM.exec(lines[0])?.[2] ?? "");
  const root = h(ordered ? "ol" : "ul", ordered ? { start: parseInt(ITEM.exec(lines[0])?.[2] ?? "1", 10) } : {});
  for (let at = 0; at < lines.length; ) {
    let end = at + 1;
    while (end < lines.length && depth(lines[end]) > base) end += 1;
    const [, , , words] = ITEM.exec(lines[at]) ?? ["", "", "", lines[at]];
    const task = /^\[([ xX])\]\s+(.*)$/.exec(words);
    const item = h("li", {}, task ? [h("input", { type: "checkbox", disabled: true, checked: task[1] !== " " }), " ", inline(task[2])] : inline(words));
    const rest = lines.slice(at + 1, end);
    const nested = rest.findIndex((line) => ITEM.test(line));
    const more = nested < 0 ? rest : rest.slice(0, nested);
    if (more.length) item.append(" ", ...inline(more.map((line) => line.trim()).join(" ")));
    if (nested >= 0) item.append(list(rest.slice(nested)));
    root.append(item);
    at = end;
  }
  return root;
}

/** @param {string} line */
const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

/** @param {string[]} lines */
function table(lines) {
  const [head, , ...rows] = lines.map(cells);
  return h("div", { class: "table-frame" }, h("table", {},
    h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, inline(cell))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, inline(cell))))))));
}

/**
 * @param {string[]} lines
 * @param {number} from
 * @param {(line: string) => boolean} belongs
 */
function run(lines, from, belongs) {
  let end = from + 1;
  while (end < lines.length && belongs(lines[end])) end += 1;
  return end;
}

/**
 * The block that begins at a line, and where the next one begins.
 * @param {string[]} lines
 * @param {number} at
 * @returns {[Node | null, number]}
 */
function block(lines, at) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  if (/^\s*```/.test(line)) {
    const end = run(lines, at, (next) => !/^\s*```/.test(next));
    return [h("pre", {}, lines.slice(at + 1, end).join("\n")), end + 1];
  }
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) return [h("p", { class: `md-h md-h${Math.min(heading[1].length, 3)}`, role: "heading", "aria-level": heading[1].length + 2 }, inline(heading[2])), at + 1];
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [h("hr"), at + 1];
  if (/^\s*>/.test(line)) {
    const end = run(lines, at, (next) => /^\s*>/.test(next));
    return [h("blockquote", {}, markdown(lines.slice(at, end).map((row) => row.replace(/^\s*> ?/, "")).join("\n"))), end];
  }
  if (ITEM.test(line)) {
    const end = run(lines, at, (next) => ITEM.test(next) || /^\s+\S/.test(next));
    return [list(lines.slice(at, end)), end];
  }
  if (line.includes("|") && /^[\s|:-]*-[\s|:-]*$/.test(lines[at + 1] ?? "")) {
    const end = run(lines, at + 1, (next) => next.includes("|"));
    return [table(lines.slice(at, end)), end];
  }
  const end = run(lines, at, (next) => Boolean(next.trim()) && !/^(#{1,6}\s|\s*```|\s*>)/.test(next) && !ITEM.test(next));
  return [h("p", {}, inline(lines.slice(at, end).join("\n"))), end];
}

/**
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function markdown(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const out = [];
  for (let at = 0; at < lines.length; ) {
    const [node, next] = block(lines, at);
    if (node) out.push(node);
    at = next;
  }
  return fragment(out);
}
