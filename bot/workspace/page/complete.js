/**
 * Completion in a composer: `/` shows the commands, `@` the bot and the members. The field keeps
 * the focus; the list is announced through aria-activedescendant.
 * @module
 */

import { avatar, botAvatar } from "./avatar.js";
import { h, uid } from "./dom.js";
import { state, user } from "./store.js";
import { t } from "./words.js";

/** @typedef {{label: string, hint?: string, usage?: string, before?: Node, insert: string, testid: string}} Offer */

/** @param {string} typed begins with "/" */
function commands(typed) {
  const all = state.boot.commands ?? [];
  const word = typed.split(/\s/)[0].toLowerCase();
  const exact = all.filter((/** @type {any} */ one) => one.command === word);
  const offers = typed.includes(" ") ? exact : all.filter((/** @type {any} */ one) => one.command.startsWith(word));
  return offers.map((/** @type {any} */ one) => ({
    label: one.command, usage: one.usage_hint, hint: one.description, insert: `${one.command} `, testid: `command-${one.command.slice(1)}`, before: botAvatar(24),
  }));
}

/**
 * @param {string} word without "@"
 * @param {string[]} members
 */
function people(word, members) {
  const { app } = state.boot;
  const wanted = word.toLocaleLowerCase();
  const bot = { label: app.name, hint: t("app"), insert: `@${app.name} `, testid: "mention-bot", before: botAvatar(24) };
  const others = members.filter((id) => id !== app.bot_user_id && id !== state.me.id).map(user).filter(Boolean).map((one) => ({
    label: one.real_name, hint: one.title, insert: `@${one.real_name} `, testid: `mention-${one.id}`, before: avatar(one, 24),
  }));
  return [bot, ...others].filter((one) => one.label.toLocaleLowerCase().split(" ").some((part) => part.startsWith(wanted)) || one.label.toLocaleLowerCase().startsWith(wanted));
}

export class Completion {
  /**
   * @param {HTMLTextAreaElement} field
   * @param {() => string[]} members of the conversation
   */
  constructor(field, members) {
    this.field = field;
    this.members = members;
    /** @type {Offer[]} */
    this.offers = [];
    this.active = 0;
    this.from = 0;
    this.listId = uid("completion");
    this.root = h("div", { class: "completion", id: this.listId, role: "listbox", "aria-label": t("suggestions"), hidden: true });
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.listId);
    field.addEventListener("input", () => this.look());
    field.addEventListener("blur", () => this.close());
  }

  /** Reads what stands before the caret. */
  look() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    const mention = /(?:^|[\s(])@([\p{L}\p{N}_.-]{0,30})$/u.exec(before);
    if (/^\/[^\n]*$/.test(before)) {
      this.from = 0;
      this.open(commands(before));
    } else if (mention) {
      this.from = before.length - mention[1].length - 1;
      this.open(people(mention[1], this.members()));
    } else this.close();
  }

  /** @param {Offer[]} offers */
  open(offers) {
    this.offers = offers;
    this.root.hidden = offers.length === 0;
    this.root.replaceChildren(...offers.map((offer, index) =>
      h("div", {
        class: "menu-item", role: "option", id: `${this.listId}-${index}`, data: { testid: offer.testid },
        onpointerdown: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.active = index;
          this.accept();
        },
      }, offer.before, h("span", { class: "menu-words" },
        h("span", { class: "menu-label" }, offer.label, offer.usage && h("span", { class: "usage" }, ` ${offer.usage}`)),
        offer.hint && h("span", { class: "menu-hint" }, offer.hint)))));
    this.mark(0);
  }

  /** @param {number} to */
  mark(to) {
    this.active = this.offers.length ? (to + this.offers.length) % this.offers.length : 0;
    [...this.root.children].forEach((node, index) => {
      node.classList.toggle("active", index === this.active);
      node.setAttribute("aria-selected", String(index === this.active));
    });
    if (this.offers.length) this.field.setAttribute("aria-activedescendant", `${this.listId}-${this.active}`);
    this.root.children[this.active]?.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.offers = [];
    this.root.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  accept() {
    const offer = this.offers[this.active];
    const { field } = this;
    const end = field.selectionStart;
    field.value = field.value.slice(0, this.from) + offer.insert + field.value.slice(end).replace(/^ /, "");
    field.setSelectionRange(this.from + offer.insert.length, this.from + offer.insert.length);
    field.dispatchEvent(new Event("input"));
    if (!offer.insert.startsWith("/")) this.close();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the list took the key
   */
  key(event) {
    const offer = this.offers[this.active];
    if (!offer) return false;
    const typed = this.field.value.slice(this.from, this.field.selectionStart);
    const complete = typed.length >= offer.insert.trimEnd().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.mark(this.active + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && !complete) this.accept();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
