/**
 * The field in which a person writes.
 * @module
 */

import { post } from "./api.js";
import { Completion } from "./complete.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { perform, refusalWords } from "./interactions.js";
import { outgoing } from "./outgoing.js";
import { openMenu } from "./popup.js";
import { state } from "./store.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

/** @typedef {{channel: string, thread_ts?: string, members: string[], label: string}} Target */

/** What was typed and not yet sent, by place. @type {Map<string, string>} */
const drafts = new Map();

export function forgetDrafts() {
  drafts.clear();
}

export class Composer {
  /**
   * @param {{testid: string, inThread: boolean, onSent?: (ts: string) => void}} options
   */
  constructor({ testid, inThread, onSent, onCommand }) {
    this.inThread = inThread;
    this.onCommand = onCommand;
    this.onSent = onSent;
    /** @type {Target | null} */
    this.target = null;
    this.field = h("textarea", { class: "composer-field", rows: 1, data: { testid }, enterkeyhint: "send", spellcheck: "true" });
    this.completion = new Completion(this.field, () => this.target?.members ?? []);
    this.plus = h("button", {
      type: "button", class: "icon-button", "aria-haspopup": "menu", "aria-expanded": "false", data: { testid: inThread ? "thread-plus" : "composer-plus" },
      onclick: () => this.shortcuts(),
    }, icon("plus"));
    this.sendButton = h("button", { type: "button", class: "icon-button send", data: { testid: inThread ? "thread-send" : "send" }, onclick: () => this.send() }, icon("send"));
    this.root = h("div", { class: "composer" }, this.completion.root,
      h("div", { class: "composer-box", onclick: (/** @type {Event} */ event) => event.target === event.currentTarget && this.field.focus() },
        this.field, h("div", { class: "composer-bar" }, this.plus, h("span", { class: "grow" }), this.sendButton)));
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.key(event));
  }

  /** @param {Target} target */
  show(target) {
    const moved = this.key0(this.target) !== this.key0(target);
    this.target = target;
    this.field.placeholder = target.label;
    this.field.setAttribute("aria-label", target.label);
    this.plus.setAttribute("aria-label", t("addPlus"));
    this.plus.title = t("addPlus");
    this.plus.hidden = !this.globals().length;
    this.sendButton.setAttribute("aria-label", t("send"));
    this.sendButton.title = t("send");
    if (!moved) return;
    this.completion.close();
    this.field.value = drafts.get(this.key0(target)) ?? "";
    this.typed(false);
  }

  /** @param {Target | null} target */
  key0(target) {
    return target ? `${target.channel}|${target.thread_ts ?? ""}` : "";
  }

  globals() {
    return (state.boot.shortcuts ?? []).filter((/** @type {any} */ one) => one.type === "global");
  }

  typed(keep = true) {
    if (keep && this.target) drafts.set(this.key0(this.target), this.field.value);
    this.sendButton.classList.toggle("ready", Boolean(this.field.value.trim()));
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 220)}px`;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing || this.completion.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.send();
  }

  /** @param {string} text */
  insert(text) {
    this.field.value = text;
    this.typed();
    this.field.focus();
    this.completion.look();
  }

  async send() {
    const { target } = this;
    const text = this.field.value.trim();
    if (!target || !text) return;
    this.completion.close();
    this.field.value = "";
    this.typed();
    const ok = text.startsWith("/") ? await this.command(text, target) : await this.message(text, target);
    if (ok || this.field.value || this.key0(this.target) !== this.key0(target)) return;
    this.field.value = text;
    this.typed();
  }

  /**
   * @param {string} text
   * @param {Target} target
   */
  async message(text, target) {
    const thread = target.thread_ts ? { thread_ts: target.thread_ts } : {};
    const answer = await post("message", { user: state.me.id, channel: target.channel, text: outgoing(text), ...thread });
    if (answer.ok) this.onSent?.(answer.ts);
    else toast(t("sendFailed", { why: refusalWords(answer) }));
    return answer.ok;
  }

  /**
   * @param {string} text
   * @param {Target} target
   */
  async command(text, target) {
    const name = text.split(/\s/)[0].toLowerCase();
    if (!(state.boot.commands ?? []).some((/** @type {any} */ one) => one.command === name)) {
      toast(t("commandUnknown", { name }));
      return false;
    }
    const thread = target.thread_ts ? { thread_ts: target.thread_ts } : {};
    this.onCommand?.();
    return perform("command", { channel: target.channel, text: name + text.slice(name.length), ...thread }, { key: `command|${Date.now()}` });
  }

  shortcuts() {
    openMenu(this.plus, this.globals().map((/** @type {any} */ one) => ({
      label: one.name,
      hint: one.description,
      before: icon("bolt", 16),
      testid: `shortcut-${one.callback_id}`,
      run: () => perform("shortcut", { callback_id: one.callback_id, ...(this.target ? { channel: this.target.channel } : {}) }, { key: `shortcut|${one.callback_id}` }),
    })), { label: t("shortcuts"), title: t("shortcuts"), above: true });
  }
}
