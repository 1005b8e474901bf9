/**
 * A list of messages with day dividers, the line above what is new, and its place at the bottom.
 * @module
 */

import { dayKey, dayTitle } from "./dates.js";
import { h, keepFocus, patchChildren } from "./dom.js";
import { icon } from "./icons.js";
import { authorOf, drawMessage } from "./messages.js";
import { env, state } from "./store.js";
import { t } from "./words.js";

/** @typedef {import("./store.js").Message} Message */

const GROUP_SECONDS = 300;
const PAGE = 150;

/**
 * @param {Message} before
 * @param {Message} message
 */
function follows(before, message) {
  return authorOf(before).id === authorOf(message).id
    && Number(message.ts) - Number(before.ts) < GROUP_SECONDS
    && !message.is_ephemeral && !before.is_ephemeral && !message.blocks?.length && !before.blocks?.length;
}

export class MessageList {
  /**
   * @param {{inThread: boolean, intro?: () => Node | null}} options
   */
  constructor({ inThread, intro }) {
    this.inThread = inThread;
    this.intro = intro;
    /** @type {Map<string, {sign: string, node: HTMLElement}>} */
    this.drawn = new Map();
    /** @type {string} */
    this.channel = "";
    /** @type {string | null} ts of the newest message read before this visit */
    this.readTo = null;
    this.limit = PAGE;
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions" });
    this.root = h("div", { class: "scroller", tabindex: 0, role: "group" }, this.log);
    this.jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toBottom() }, icon("down", 15), h("span", {}, t("newBelow")));
    this.root.addEventListener("keydown", (event) => this.keys(event));
    new ResizeObserver(() => this.pinned && this.toBottom()).observe(this.log);
    new ResizeObserver(() => this.pinned && this.toBottom()).observe(this.root);
    this.root.addEventListener("scroll", () => {
      this.pinned = this.atBottom();
      if (this.pinned) this.jump.hidden = true;
    }, { passive: true });
    this.pinned = true;
  }

  /** The next `show` starts anew, at the bottom. */
  reset() {
    this.channel = "";
  }

  atBottom() {
    return this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < 80;
  }

  toBottom() {
    this.root.scrollTop = this.root.scrollHeight;
    this.jump.hidden = true;
  }

  /** @param {KeyboardEvent} event */
  keys(event) {
    if ((event.key !== "ArrowUp" && event.key !== "ArrowDown") || event.altKey) return;
    const all = /** @type {HTMLElement[]} */ ([...this.log.querySelectorAll(":scope > article")]);
    const active = /** @type {HTMLElement} */ (document.activeElement);
    const at = all.indexOf(active);
    if (at < 0 && active !== this.root) return;
    event.preventDefault();
    const to = at < 0 ? all.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
    all[Math.max(0, Math.min(to, all.length - 1))]?.focus();
  }

  /**
   * @param {string} channel
   * @param {Message[]} messages
   * @param {(message: Message) => Message[]} repliesOf
   * @param {string} name for screen readers
   */
  show(channel, messages, repliesOf, name) {
    const fresh = channel !== this.channel;
    if (fresh) {
      this.channel = channel;
      this.drawn.clear();
      this.limit = PAGE;
      this.pinned = true;
      this.jump.hidden = true;
    }
    this.log.setAttribute("aria-label", name);
    this.root.setAttribute("aria-label", name);
    keepFocus(this.log, () => patchChildren(this.log, this.nodes(channel, messages, repliesOf)), () => this.root);
    if (fresh || this.pinned) this.toBottom();
  }

  /**
   * @param {string} channel
   * @param {Message[]} all
   * @param {(message: Message) => Message[]} repliesOf
   * @returns {Node[]}
   */
  nodes(channel, all, repliesOf) {
    const messages = all.slice(-this.limit);
    const hidden = all.length - messages.length;
    /** @type {Node[]} */
    const out = [];
    const kept = new Map();
    const keep = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {() => HTMLElement} */ make) => {
      const known = this.drawn.get(key);
      const node = known?.sign === sign ? known.node : make();
      kept.set(key, { sign, node });
      out.push(node);
    };
    if (hidden) keep("older", "older", () => h("button", { type: "button", class: "button older", onclick: () => this.more(channel, all, repliesOf) }, t("older")));
    else if (this.intro) keep("intro", channel, () => /** @type {any} */ (this.intro?.() ?? h("span")));
    messages.forEach((message, index) => {
      const before = messages[index - 1];
      const at = Number(message.ts);
      const day = dayKey(at, env());
      const newDay = !before || dayKey(Number(before.ts), env()) !== day;
      if (newDay) keep(`day|${day}`, dayTitle(at, env()), () => h("div", { class: "day", role: "separator" }, h("span", {}, dayTitle(at, env()))));
      const unread = this.readTo !== null && at > Number(this.readTo) && (!before || Number(before.ts) <= Number(this.readTo));
      if (unread && before && message.user !== state.me.id) keep("new", "new", () => h("div", { class: "new-line", role: "separator" }, h("span", {}, t("newMessages"))));
      const compact = Boolean(before && !newDay && !unread && follows(before, message));
      const replies = repliesOf(message);
      const sign = JSON.stringify([message, compact, replies.length, replies[replies.length - 1]?.ts]);
      keep(message.ts, sign, () => drawMessage({ channel, message, compact, replies, inThread: this.inThread }));
    });
    this.drawn = kept;
    return out;
  }

  /**
   * @param {string} channel
   * @param {Message[]} all
   * @param {(message: Message) => Message[]} repliesOf
   */
  more(channel, all, repliesOf) {
    this.limit += PAGE;
    this.pinned = false;
    const height = this.root.scrollHeight;
    patchChildren(this.log, this.nodes(channel, all, repliesOf));
    this.root.scrollTop += this.root.scrollHeight - height;
  }

  /** Says that something came while the person reads further up. */
  announce() {
    if (!this.pinned) this.jump.hidden = false;
  }

  /** @param {string} ts */
  reveal(ts) {
    const node = this.drawn.get(ts)?.node;
    if (!node) return false;
    this.pinned = false;
    node.scrollIntoView({ block: "center" });
    node.focus({ preventScroll: true });
    node.classList.add("flash");
    setTimeout(() => node.classList.remove("flash"), 2000);
    return true;
  }
}
