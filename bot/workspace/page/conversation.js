/**
 * The main column: a channel, or the bot's Home and Messages tabs.
 * @module
 */

import { post } from "./api.js";
import { avatar, botAvatar } from "./avatar.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { homeView } from "./home.js";
import { icon } from "./icons.js";
import { refusalWords } from "./interactions.js";
import { MessageList } from "./list.js";
import { outsiderBadge } from "./messages.js";
import { mrkdwn } from "./mrkdwn.js";
import { outgoing } from "./outgoing.js";
import { go, lastRead, markRead } from "./places.js";
import { openPopup } from "./popup.js";
import { statusLine } from "./status.js";
import { current, emit, env, on, state, user } from "./store.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

/** @typedef {import("./store.js").Conversation} Conversation */
/** @typedef {import("./store.js").Message} Message */

/** @param {Message} message */
const isRoot = (message) => !message.thread_ts || message.thread_ts === message.ts;

/**
 * @param {Conversation} conversation
 * @param {string} ts
 */
export function repliesOf(conversation, ts) {
  return conversation.messages.filter((one) => one.thread_ts === ts && one.ts !== ts);
}

/** @param {Conversation} conversation */
function memberList(conversation) {
  return h("div", { class: "member-list", role: "group", "aria-label": t("memberList") }, h("div", { class: "menu-title" }, t("memberList")),
    conversation.members.map((id) => {
      const bot = id === state.boot.app.bot_user_id;
      const person = user(id);
      return h("div", { class: "menu-item static" }, bot ? botAvatar(28) : avatar(person ?? { id }, 28),
        h("span", { class: "menu-words" }, h("span", { class: "menu-label" }, bot ? state.boot.app.name : (person?.real_name ?? id), " ", bot ? h("span", { class: "badge" }, t("app")) : outsiderBadge(person)),
          person?.title && h("span", { class: "menu-hint" }, person.title)));
    }));
}

/** @param {Conversation} conversation */
function membersButton(conversation) {
  const people = conversation.members.filter((id) => id !== state.boot.app.bot_user_id);
  const button = h("button", {
    type: "button", class: "members", "aria-haspopup": "true", "aria-expanded": "false", "aria-label": t("members", { n: conversation.members.length }), data: { testid: "members" },
    onclick: () => (button.getAttribute("aria-expanded") === "true" ? null : openPopup(button, memberList(conversation), { end: true })),
  }, h("span", { class: "faces" }, people.slice(0, 3).map((id) => avatar(user(id) ?? { id }, 24))), h("span", {}, String(conversation.members.length)));
  return button;
}

/** @param {Conversation} conversation */
function channelHead(conversation) {
  return [h("div", { class: "head-words" },
    h("h1", {}, icon(conversation.is_private ? "lock" : "hash", 18), conversation.name, conversation.is_ext_shared && h("span", { class: "badge outside" }, t("sharedChannel"))),
    conversation.topic && h("p", { class: "topic" }, mrkdwn(conversation.topic, env()))), membersButton(conversation)];
}

function appHead() {
  const tab = (/** @type {"home" | "messages"} */ kind, /** @type {string} */ words) =>
    h("button", { type: "button", class: "tab", "aria-current": state.place.kind === kind ? "page" : null, onclick: () => go({ kind }) }, words);
  return [h("div", { class: "head-words app" }, botAvatar(30), h("h1", {}, state.boot.app.name, h("span", { class: "badge" }, t("app")))),
    h("nav", { class: "tabs", "aria-label": state.boot.app.name }, tab("home", t("homeTab")), tab("messages", t("messagesTab")))];
}

function intro() {
  const here = current();
  if (!here) return null;
  const bot = here.kind === "im";
  return h("div", { class: "intro" }, bot ? botAvatar(52) : h("span", { class: "intro-mark" }, icon(here.is_private ? "lock" : "hash", 26)),
    h("h2", {}, bot ? t("emptyIm", { app: here.name }) : t("customIntro", { name: here.name })));
}

export function conversationView() {
  const head = h("header", { class: "head" });
  const list = new MessageList({ inThread: false, intro });
  const home = homeView();
  const status = statusLine(() => ({ channel: current()?.id ?? "", ts: null }));
  const prompts = h("div", { class: "prompts" });
  const composer = new Composer({ testid: "composer", inThread: false, onSent: sent, onCommand: () => list.toBottom() });
  const readOnly = h("p", { class: "read-only" });
  const foot = h("div", { class: "foot" }, status, prompts, composer.root, readOnly);
  const root = h("main", { class: "sheet main", id: "main" }, head, list.root, list.jump, home.root, foot);
  /** @type {string | null} my newest message in the DM: its answer opens the thread */
  let asked = null;

  function sent(/** @type {string} */ ts) {
    asked = state.place.kind === "messages" ? ts : null;
    list.toBottom();
    const here = current();
    if (asked && here && repliesOf(here, ts).some((reply) => reply.user !== state.me.id)) openAnswer(here.id);
  }

  /** The answer opens its thread; it may be here before the page knows what was asked. */
  function openAnswer(/** @type {string} */ channel) {
    if (!state.thread) emit("open_thread", { channel, ts: asked, focus: false });
  }

  function drawPrompts() {
    const here = current();
    const offers = here?.kind === "im" ? (state.prompts[here.id] ?? []) : [];
    prompts.hidden = !offers.length;
    prompts.setAttribute("role", "group");
    prompts.setAttribute("aria-label", t("suggestions"));
    prompts.replaceChildren(...offers.map((offer) => h("button", {
      type: "button", class: "prompt", data: { testid: "prompt" },
      onclick: async () => {
        const answer = await post("message", { user: state.me.id, channel: here?.id, text: outgoing(offer.message) });
        if (answer.ok) sent(answer.ts);
        else toast(t("sendFailed", { why: refusalWords(answer) }));
      },
    }, offer.title)));
  }

  function drawMessages() {
    const here = current();
    list.root.hidden = !here;
    foot.hidden = !here;
    if (!here) return;
    if (list.channel !== here.id) list.readTo = lastRead(here.id) === "0" ? null : lastRead(here.id);
    list.show(here.id, here.messages.filter(isRoot), (message) => repliesOf(here, message.ts), t("listen", { name: here.name }));
    if (document.hasFocus() && list.pinned) markRead(here);
  }

  function draw() {
    const here = current();
    const app = state.place.kind !== "channel";
    head.classList.toggle("with-tabs", app);
    head.replaceChildren(...(app ? appHead() : here ? channelHead(here) : []));
    home.root.hidden = state.place.kind !== "home";
    if (state.place.kind === "home") home.draw();
    drawMessages();
    drawPrompts();
    readOnly.hidden = here?.is_member !== false && !here?.is_archived;
    composer.root.hidden = !readOnly.hidden;
    readOnly.textContent = t(here?.is_archived ? "archived" : "notMember");
    if (here) composer.show({ channel: here.id, members: here.members, label: t("writeTo", { name: here.kind === "im" ? here.name : `#${here.name}` }) });
  }

  on("all", () => {
    list.reset();
    draw();
  });
  on("place", draw);
  on("prompts", drawPrompts);
  on("read", () => document.hasFocus() && list.pinned && markRead(current()));
  on("reveal", ({ channel, ts }) => channel === current()?.id && list.reveal(ts));
  on("insert", (text) => composer.insert(text));
  on("messages", ({ channel, message, fresh }) => {
    const here = current();
    if (channel !== here?.id) return;
    const mine = message?.user === state.me.id;
    if (fresh && mine && isRoot(message)) list.pinned = true;
    drawMessages();
    if (fresh && !mine && isRoot(message)) list.announce();
    if (fresh && asked && message.thread_ts === asked && !mine) openAnswer(channel);
  });
  return { root, composer };
}
