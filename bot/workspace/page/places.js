/**
 * Where the person is: the address bar, what is read and what is not.
 * @module
 */

import { post } from "./api.js";
import { refusalWords } from "./interactions.js";
import { addIm, current, emit, im, on, state } from "./store.js";
import { toast } from "./toast.js";

/** @typedef {import("./store.js").Place} Place */
/** @typedef {import("./store.js").Conversation} Conversation */
/** @typedef {import("./store.js").Message} Message */

/** @returns {Place[]} in the order of the sidebar */
export function places() {
  const channels = [...state.conversations.values()].filter((one) => one.kind === "channel");
  return [...channels.map((one) => ({ kind: /** @type {const} */ ("channel"), id: one.id })), { kind: "home" }, { kind: "messages" }];
}

/**
 * @param {Place} one
 * @param {Place} other
 */
export const samePlace = (one, other) => one.kind === other.kind && one.id === other.id;

/** @param {Place} place */
const hashOf = (place) => (place.kind === "channel" ? `#${place.id}` : `#${place.kind}`);

/**
 * @param {string} hash
 * @returns {Place | null}
 */
function placeOf(hash) {
  const name = decodeURIComponent(hash.slice(1));
  if (name === "home" || name === "messages") return { kind: name };
  const found = state.conversations.get(name);
  return found ? (found.kind === "im" ? { kind: "messages" } : { kind: "channel", id: name }) : null;
}

/** Where the address points to; the first channel when it points nowhere. */
export function placeFromAddress() {
  const first = places()[0];
  return placeOf(location.hash) ?? (state.place.id || state.place.kind !== "channel" ? places().find((one) => samePlace(one, state.place)) : null) ?? first;
}

/**
 * @param {Place} place
 * @param {{keepThread?: boolean}} [options]
 */
export async function go(place, { keepThread = false } = {}) {
  markRead(current());
  state.place = place;
  if (!keepThread) state.thread = null;
  history.replaceState(null, "", `${location.pathname}${location.search}${hashOf(place)}`);
  emit("place");
  if (place.kind === "home") await post("home", { user: state.me.id });
  if (place.kind !== "messages") return;
  const answer = await post("open_im", { user: state.me.id });
  if (!answer.ok) return toast(refusalWords(answer));
  addIm(answer.channel);
  if (state.place.kind === "messages") emit("place");
}

/** @param {number} step 1 down, -1 up */
export function goNext(step) {
  const all = places();
  const at = all.findIndex((place) => samePlace(place, state.place));
  go(all[(at + step + all.length) % all.length]);
}

/**
 * Follows a permalink of this workspace (`/archives/C…/p…`).
 * @param {string} href
 * @returns {boolean} false: it is no such link
 */
export function followPermalink(href) {
  const url = new URL(href, location.href);
  const own = url.origin === location.origin || url.hostname === `${state.boot.team.domain}.slack.com`;
  const found = own ? /^\/archives\/([CDG][A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?/.exec(url.pathname) : null;
  const conversation = found ? state.conversations.get(found[1]) : null;
  if (!found || !conversation) return false;
  const ts = found[2] ? `${found[2]}.${found[3]}` : null;
  const root = url.searchParams.get("thread_ts") ?? conversation.messages.find((one) => one.ts === ts)?.thread_ts ?? ts;
  go(conversation.kind === "im" ? { kind: "messages" } : { kind: "channel", id: conversation.id }, { keepThread: true });
  if (ts && root !== ts) emit("open_thread", { channel: conversation.id, ts: root, reveal: ts });
  if (ts) requestAnimationFrame(() => emit("reveal", { channel: conversation.id, ts: root }));
  return true;
}

const storageKey = () => `workspace.read.${state.boot.team.id}.${state.me.id}`;

/** @returns {Record<string, string>} */
function readMap() {
  try {
    return JSON.parse(localStorage.getItem(storageKey()) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {string} id */
export const lastRead = (id) => readMap()[id] ?? "0";

/** @param {Conversation | null} conversation */
export function markRead(conversation) {
  const newest = conversation?.messages[conversation.messages.length - 1];
  if (!conversation || !newest || Number(lastRead(conversation.id)) >= Number(newest.ts)) return;
  localStorage.setItem(storageKey(), JSON.stringify({ ...readMap(), [conversation.id]: newest.ts }));
  emit("read");
}

/** @type {WeakMap<Message, string>} a message's whole text, for looking for mentions */
const searched = new WeakMap();

/** @param {Message} message */
function mentionsMe(message) {
  if (!searched.has(message)) searched.set(message, `${message.text} ${JSON.stringify(message.blocks ?? "")}`);
  return searched.get(message)?.includes(`<@${state.me.id}`);
}

/**
 * @param {Conversation} conversation
 * @returns {{count: number, mentions: number}} replies count in channels only where they mention the person
 */
export function unread(conversation) {
  const from = Number(lastRead(conversation.id));
  const fresh = conversation.messages.filter((one) => Number(one.ts) > from && one.user !== state.me.id);
  const mentions = conversation.kind === "im" ? fresh : fresh.filter(mentionsMe);
  const counted = fresh.filter((one) => conversation.kind === "im" || !one.thread_ts || one.thread_ts === one.ts || mentionsMe(one));
  return { count: counted.length, mentions: mentions.length };
}

/** Shows in title and favicon that something is unread. */
function showCount() {
  if (!state.boot) return;
  const counts = [...state.conversations.values()].map(unread);
  const mentions = counts.reduce((sum, one) => sum + one.mentions, 0);
  const some = counts.some((one) => one.count);
  const here = state.place.kind === "channel" ? `#${current()?.name ?? ""}` : state.boot.app.name;
  document.title = `${mentions ? `(${mentions}) ` : some ? "• " : ""}${here} – ${state.boot.team.name}`;
  const dot = mentions ? "<circle cx='24' cy='8' r='7' fill='%23d6532c'/>" : some ? "<circle cx='25' cy='7' r='5' fill='%23d6532c'/>" : "";
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect width='32' height='32' rx='8' fill='%230f5c55'/><path d='M9 19 20 8M12 24 23 13' stroke='white' stroke-width='4' stroke-linecap='round'/>${dot}</svg>`;
  document.querySelector("link[rel=icon]")?.setAttribute("href", `data:image/svg+xml,${svg.replace(/</g, "%3C").replace(/>/g, "%3E")}`);
}

export function startPlaces() {
  for (const topic of ["messages", "read", "place", "all", "places"]) on(topic, showCount);
  addEventListener("hashchange", () => {
    const place = placeOf(location.hash);
    if (place && !samePlace(place, state.place)) go(place);
  });
  addEventListener("focus", () => im() && emit("read"));
}
