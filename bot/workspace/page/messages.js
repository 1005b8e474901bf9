/**
 * One message: author, time, text or blocks, replies, its menu.
 * @module
 */

import { avatar, botAvatar } from "./avatar.js";
import { blockList } from "./blocks.js";
import { clock, fullMoment, nearDay } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { perform } from "./interactions.js";
import { mrkdwn } from "./mrkdwn.js";
import { openMenu } from "./popup.js";
import { emit, env, state, user } from "./store.js";
import { messageSurface } from "./surfaces.js";
import { t } from "./words.js";

/** @typedef {import("./store.js").Message} Message */

/** @param {Message} message */
export function authorOf(message) {
  const { app } = state.boot;
  if (message.bot_id || message.user === app.bot_user_id) return { id: app.bot_user_id, name: app.name, bot: true, person: null };
  const person = user(message.user ?? "");
  return { id: message.user ?? "", name: person?.real_name ?? message.user ?? "?", bot: false, person };
}

/** @param {any} person */
export function outsiderBadge(person) {
  if (!person) return null;
  if (person.is_stranger || (person.team_id && person.team_id !== state.boot.team.id)) return h("span", { class: "badge outside" }, t("external"));
  return person.is_restricted || person.is_ultra_restricted ? h("span", { class: "badge outside" }, t("guest")) : null;
}

/**
 * @param {string} channel
 * @param {Message} message
 */
function shortcutItems(channel, message) {
  const all = (state.boot.shortcuts ?? []).filter((/** @type {any} */ one) => one.type === "message");
  return all.map((/** @type {any} */ one) => ({
    label: one.name,
    hint: one.description,
    before: icon("bolt", 16),
    testid: `shortcut-${one.callback_id}`,
    run: () => perform("shortcut", { callback_id: one.callback_id, channel, ts: message.ts }, { key: `shortcut|${one.callback_id}|${message.ts}` }),
  }));
}

/**
 * @param {string} channel
 * @param {Message} message
 * @param {boolean} inThread
 */
function tools(channel, message, inThread) {
  if (message.is_ephemeral) return null;
  const items = shortcutItems(channel, message);
  const more = items.length > 0 && h("button", {
    type: "button", class: "icon-button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": t("messageMenu"), title: t("messageMenu"), data: { testid: "message-menu" },
    onclick: () => openMenu(more, items, { label: t("messageMenu"), end: true, title: state.boot.app.name }),
  }, icon("dots"));
  const reply = !inThread && h("button", {
    type: "button", class: "icon-button", "aria-label": t("replyIn"), title: t("replyIn"), data: { testid: "reply-in-thread" },
    onclick: () => emit("open_thread", { channel, ts: message.thread_ts ?? message.ts, focus: true }),
  }, icon("chat", 17));
  return more || reply ? h("div", { class: "message-tools" }, reply, more) : null;
}

/**
 * @param {string} channel
 * @param {Message} message
 * @param {Message[]} replies
 */
function threadLink(channel, message, replies) {
  if (!replies.length) return null;
  const last = Number(replies[replies.length - 1].ts);
  const near = nearDay(last, env());
  const when = near && nearDay(Date.now() / 1000, env()) === near ? clock(last, env()) : (near ?? fullMoment(last, env()));
  const faces = [...new Map(replies.map((one) => [authorOf(one).id, authorOf(one)])).values()].slice(0, 3);
  const words = replies.length === 1 ? t("reply") : t("replies", { n: replies.length });
  return h("button", {
    type: "button", class: "thread-link", data: { testid: "thread-link", focusKey: `thread|${message.ts}` },
    onclick: () => emit("open_thread", { channel, ts: message.ts, focus: true }),
  }, h("span", { class: "faces" }, faces.map((face) => (face.bot ? botAvatar(20) : avatar(face.person ?? { id: face.id, real_name: face.name }, 20)))),
  h("span", { class: "thread-count" }, words), h("span", { class: "thread-last" }, t("replyLast", { when })));
}

/** @param {Message} message */
function editedMark(message) {
  if (!message.edited) return null;
  const at = Number(message.edited.ts);
  return h("span", { class: "edited", title: at ? t("editedAt", { when: fullMoment(at, env()) }) : null }, t("edited"));
}

/**
 * @param {any} attachment blocks or text behind a coloured bar
 * @param {any} surface
 */
function attached(attachment, surface) {
  const color = /^#?[0-9a-f]{6}$/i.test(attachment.color ?? "") ? `#${attachment.color.replace("#", "")}` : "var(--line-2)";
  return h("div", { class: "attachment", style: { "border-color": color } },
    attachment.blocks ? blockList(attachment.blocks, surface) : h("div", { class: "prose" }, mrkdwn(attachment.text ?? attachment.fallback ?? "", env())));
}

/**
 * @param {{channel: string, message: Message, compact: boolean, replies: Message[], inThread: boolean}} item
 */
export function drawMessage({ channel, message, compact, replies, inThread }) {
  const author = authorOf(message);
  const at = Number(message.ts);
  const surface = messageSurface(channel, message);
  const body = message.blocks?.length
    ? [blockList(message.blocks, surface), editedMark(message)]
    : h("div", { class: "prose" }, mrkdwn(message.text ?? "", env()), editedMark(message) && [" ", editedMark(message)]);
  const time = h("time", { class: "time", title: fullMoment(at, env()) }, clock(at, env()));
  return h("article", {
    class: `message ${compact ? "compact" : ""} ${message.is_ephemeral ? "is-ephemeral" : ""}`,
    tabindex: -1,
    "aria-label": t("messageOf", { name: author.name, when: clock(at, env()) }),
    data: { testid: "message", ts: message.ts, channel, focusKey: `message|${message.ts}` },
  },
  h("div", { class: "gutter" }, compact ? time : author.bot ? botAvatar(38) : avatar(author.person ?? { id: author.id, real_name: author.name }, 38)),
  h("div", { class: "content" },
    message.is_ephemeral && h("div", { class: "ephemeral-note", data: { testid: "ephemeral" } }, icon("eye", 15), t("ephemeral")),
    !compact && h("div", { class: "byline" }, h("span", { class: "author" }, author.name), author.bot && h("span", { class: "badge" }, t("app")), outsiderBadge(author.person), time),
    h("div", { class: "message-body" }, body, (message.attachments ?? []).map((one) => attached(one, surface))),
    !inThread && threadLink(channel, message, replies)),
  tools(channel, message, inThread));
}
