/**
 * Slack's mrkdwn as DOM nodes. Everything that is not a known mark stays text.
 * @module
 */

import { formatDate, fullMoment } from "./dates.js";
import { fragment, h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";

/**
 * @typedef {object} Env what a text needs to know about its reader
 * @property {string} locale
 * @property {string} tz
 * @property {number} [now] epoch seconds, for tests
 * @property {string} [me] the reader's user id
 * @property {(id: string) => string | null} userName
 * @property {(id: string) => string | null} channelName
 */

const SAFE = new Set(["http:", "https:", "mailto:", "tel:"]);

/** @param {string} text */
export function decode(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

/**
 * @param {string} url
 * @returns {string | null} the address, or null where a link would not be safe
 */
export function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return SAFE.has(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} url already safe
 * @param {any} label
 */
export function link(url, label) {
  const outside = /^https?:/.test(url);
  return h("a", { href: url, class: "link", ...(outside ? { target: "_blank", rel: "noopener noreferrer" } : {}) }, label);
}

/**
 * @param {string} epoch
 * @param {string} format
 * @param {Env} env
 * @param {string} fallback
 */
export function dateNode(epoch, format, env, fallback) {
  const text = formatDate(epoch, format, env);
  if (text === null) return document.createTextNode(fallback);
  return h("time", { class: "date", title: fullMoment(Number(epoch), env), data: { epoch, format } }, text);
}

/**
 * `<…>` of which the inside begins with `!`.
 * @param {string} inside
 * @param {string | null} label
 * @param {Env} env
 */
function special(inside, label, env) {
  const [name, ...rest] = inside.slice(1).split("^");
  if (name === "date") {
    const node = dateNode(rest[0] ?? "", decode(rest[1] ?? ""), env, label ?? "");
    const url = rest[2] ? safeUrl(decode(rest[2])) : null;
    return url ? link(url, node) : node;
  }
  if (["here", "channel", "everyone"].includes(name)) return h("span", { class: "mention broadcast" }, `@${name}`);
  if (name === "subteam") return h("span", { class: "mention" }, label ?? `@${rest[0] ?? ""}`);
  return document.createTextNode(label ?? `<${inside}>`);
}

/**
 * @param {string} id
 * @param {string | null} label
 * @param {Env} env
 */
export function userMention(id, label, env) {
  const name = env.userName(id) ?? label ?? id;
  return h("span", { class: id === env.me ? "mention is-me" : "mention", data: { user: id } }, `@${name}`);
}

/**
 * @param {string} id
 * @param {string | null} label
 * @param {Env} env
 */
export function channelMention(id, label, env) {
  return h("a", { class: "mention", href: `#${id}`, data: { channelLink: id } }, `#${env.channelName(id) ?? label ?? id}`);
}

/**
 * @param {string} inside what stands between < and >
 * @param {Env} env
 */
function angle(inside, env) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 || bar === inside.length - 1 ? null : withEmoji(decode(inside.slice(bar + 1)));
  if (/^@[UWB][A-Z0-9]+$/.test(target)) return userMention(target.slice(1), label, env);
  if (/^#[CGD][A-Z0-9]+$/.test(target)) return channelMention(target.slice(1), label, env);
  if (target.startsWith("!")) return special(target, label, env);
  const url = safeUrl(decode(target));
  if (!url) return document.createTextNode(`<${decode(inside)}>`);
  return link(url, label ?? decode(target).replace(/^(mailto|tel):/, ""));
}

const WORD = /[\p{L}\p{N}]/u;
const STYLE = { "*": "strong", _: "em", "~": "s" };

/**
 * Where the style that opens at `start` closes, or -1.
 * @param {string} text
 * @param {number} start
 */
function closing(text, start) {
  const mark = text[start];
  const before = text[start - 1] ?? " ";
  const after = text[start + 1] ?? " ";
  if (WORD.test(before) || before === mark || /\s/.test(after) || after === mark) return -1;
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at += 1) {
    const skip = "`<".includes(text[at]) ? /^(?:`[^`\n]+`|<[^<>\n]*>)/.exec(text.slice(at)) : null;
    if (skip) at += skip[0].length - 1;
    else if (text[at] === mark && !/\s/.test(text[at - 1]) && !WORD.test(text[at + 1] ?? " ")) return at;
  }
  return -1;
}

const MARK = /`([^`\n]+)`|<([^<>\n]+)>|(https?:\/\/[^\s<>|"]+)|:([a-z0-9_+-]+):|[*_~]|\n/g;

/**
 * @param {string} text one or more lines
 * @param {Env} env
 * @param {boolean} [verbatim] bare addresses stay text
 * @returns {(Node | string)[]}
 */
export function inline(text, env, verbatim = false) {
  /** @type {(Node | string)[]} */
  const out = [];
  const mark = new RegExp(MARK);
  let done = 0;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const [all, code, inside, bare, name] = found;
    let node = null;
    let end = found.index + all.length;
    if (code) node = h("code", {}, decode(code));
    else if (inside) node = angle(inside, env);
    else if (bare && !verbatim) {
      const url = bare.replace(/[.,;:!?)'*_~]+$/, "");
      const safe = safeUrl(decode(url));
      if (safe) [node, end] = [link(safe, decode(url)), found.index + url.length];
    } else if (name) {
      node = emoji(name);
      if (!node) end = found.index + 1;
    } else if (all === "\n") node = h("br");
    else if (all in STYLE) {
      const close = closing(text, found.index);
      if (close > 0) {
        node = h(STYLE[all], {}, inline(text.slice(found.index + 1, close), env, verbatim));
        end = close + 1;
      }
    }
    mark.lastIndex = end;
    if (node === null) continue;
    if (found.index > done) out.push(decode(text.slice(done, found.index)));
    out.push(node);
    done = end;
  }
  if (done < text.length) out.push(decode(text.slice(done)));
  return out;
}

const QUOTE = /^(?:&gt;|>)/;

/**
 * @param {string} text without code fences
 * @param {Env} env
 * @param {boolean} verbatim
 */
function paragraphs(text, env, verbatim) {
  const out = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; ) {
    const long = /^(?:&gt;|>){3} ?/.exec(lines[at]);
    const quoted = QUOTE.test(lines[at]);
    let end = at + 1;
    if (long) end = lines.length;
    else while (end < lines.length && QUOTE.test(lines[end]) === quoted) end += 1;
    const part = lines.slice(at, end);
    if (long) part[0] = part[0].slice(long[0].length);
    const body = (quoted && !long ? part.map((line) => line.replace(/^(?:&gt;|>) ?/, "")) : part).join("\n");
    if (quoted) out.push(h("blockquote", {}, inline(body, env, verbatim)));
    else out.push(...inline(body, env, verbatim));
    at = end;
  }
  return out;
}

/**
 * @param {string} text
 * @param {Env} env
 * @param {boolean} [verbatim]
 */
export function mrkdwn(text, env, verbatim = false) {
  const parts = text.split(/```([\s\S]+?)```/);
  const out = parts.flatMap((part, index) => {
    if (index % 2) return [h("pre", {}, decode(part.replace(/^\n/, "").replace(/\n$/, "")))];
    let body = index > 0 ? part.replace(/^\n/, "") : part;
    if (index < parts.length - 1) body = body.replace(/\n$/, "");
    return body ? paragraphs(body, env, verbatim) : [];
  });
  return fragment(out);
}

/**
 * A text object of Block Kit.
 * @param {{type: string, text: string, verbatim?: boolean, emoji?: boolean} | string | undefined} object
 * @param {Env} env
 */
export function drawText(object, env) {
  if (!object) return fragment();
  if (typeof object === "string") return fragment(object);
  if (object.type === "mrkdwn") return mrkdwn(object.text, env, object.verbatim);
  return fragment(plain(object));
}

/**
 * @param {{text: string, emoji?: boolean} | undefined} object a plain_text object
 */
export function plain(object) {
  if (!object) return "";
  const text = decode(object.text ?? "");
  return object.emoji === false ? text : withEmoji(text);
}
