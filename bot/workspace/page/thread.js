/**
 * The thread panel at the right.
 * @module
 */

import { Composer } from "./composer.js";
import { repliesOf } from "./conversation.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { MessageList } from "./list.js";
import { go, markRead } from "./places.js";
import { statusLine } from "./status.js";
import { emit, on, state } from "./store.js";
import { t } from "./words.js";

export function threadPanel() {
  const title = h("h2", {});
  const place = h("p", { class: "topic" });
  const x = h("button", { type: "button", class: "icon-button", data: { testid: "thread-close" }, onclick: close }, icon("close"));
  const list = new MessageList({ inThread: true });
  const composer = new Composer({ testid: "thread-composer", inThread: true });
  const status = statusLine(() => ({ channel: state.thread?.channel ?? "", ts: state.thread?.ts ?? "" }));
  const root = h("aside", { class: "sheet thread", hidden: true, data: { testid: "thread-panel" } },
    h("header", { class: "head" }, h("div", { class: "head-words" }, title, place), x), list.root, list.jump, h("div", { class: "foot" }, status, composer.root));
  /** @type {HTMLElement | null} */
  let opener = null;

  function close() {
    const had = root.contains(document.activeElement);
    state.thread = null;
    emit("thread");
    if (had) (opener?.isConnected ? opener : /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=composer]")))?.focus();
  }

  function draw() {
    const { thread } = state;
    const conversation = thread ? state.conversations.get(thread.channel) : null;
    root.hidden = !conversation;
    document.body.classList.toggle("has-thread", Boolean(conversation));
    if (!thread || !conversation) {
      list.reset();
      return;
    }
    const name = conversation.kind === "im" ? conversation.name : `#${conversation.name}`;
    title.textContent = t("thread");
    root.setAttribute("aria-label", t("thread"));
    place.textContent = name;
    x.setAttribute("aria-label", t("threadClose"));
    const parent = conversation.messages.filter((one) => one.ts === thread.ts);
    list.show(conversation.id, [...parent, ...repliesOf(conversation, thread.ts)], () => [], `${t("thread")} ${name}`);
    composer.show({ channel: conversation.id, thread_ts: thread.ts, members: conversation.members, label: t("writeReply") });
    markRead(conversation);
  }

  root.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    close();
  });
  on("open_thread", ({ channel, ts, focus, reveal }) => {
    if (!root.contains(document.activeElement)) opener = /** @type {HTMLElement} */ (document.activeElement);
    state.thread = { channel, ts };
    const conversation = state.conversations.get(channel);
    if (conversation?.kind === "channel" && state.place.id !== channel) go({ kind: "channel", id: channel }, { keepThread: true });
    list.reset();
    emit("thread");
    if (focus) composer.field.focus();
    if (reveal) list.reveal(reveal);
  });
  for (const topic of ["all", "thread", "place"]) on(topic, draw);
  on("messages", ({ channel, message, fresh }) => {
    if (channel !== state.thread?.channel) return;
    if (fresh && message?.user === state.me.id) list.pinned = true;
    draw();
    if (fresh && message?.thread_ts === state.thread?.ts && message?.user !== state.me.id) list.announce();
  });
  return { root };
}
