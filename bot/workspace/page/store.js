/**
 * What the page knows, and who wants to hear of changes.
 * @module
 */

/**
 * @typedef {object} Message
 * @property {string} ts
 * @property {string} [thread_ts]
 * @property {string} [user]
 * @property {string} [bot_id]
 * @property {string} text
 * @property {any[]} [blocks]
 * @property {any[]} [attachments]
 * @property {any} [edited]
 * @property {boolean} [is_ephemeral]
 */

/**
 * @typedef {object} Conversation
 * @property {string} id
 * @property {"channel" | "im"} kind
 * @property {string} name
 * @property {string} [topic]
 * @property {boolean} [is_private]
 * @property {boolean} [is_ext_shared]
 * @property {boolean} [is_archived] nobody can write
 * @property {boolean} [is_member] false: the person may read, not write
 * @property {string[]} members
 * @property {Message[]} messages oldest first
 */

/** @typedef {{kind: "channel" | "home" | "messages", id?: string}} Place */

const hub = new EventTarget();

/**
 * @param {string} topic places, messages, home, modals, status, prompts, bot, faults, socket, all
 * @param {(detail: any) => void} listener
 */
export function on(topic, listener) {
  hub.addEventListener(topic, (event) => listener(/** @type {CustomEvent} */ (event).detail));
}

/**
 * @param {string} topic
 * @param {any} [detail]
 */
export function emit(topic, detail) {
  hub.dispatchEvent(new CustomEvent(topic, { detail }));
}

export const state = {
  /** @type {any} */
  boot: null,
  /** @type {any} the persona */
  me: null,
  /** @type {Map<string, Conversation>} */
  conversations: new Map(),
  /** @type {any} */
  home: null,
  /** @type {any[]} the stack, top last */
  modals: [],
  /** @type {Map<string, string>} by "channel:thread_ts" */
  statuses: new Map(),
  /** @type {Record<string, {title: string, message: string}[]>} */
  prompts: {},
  /** @type {number | null} connections of the bot; null: not known yet */
  bot: null,
  /** @type {any[]} the faults that are switched on */
  faults: [],
  /** Whether the bot is reached by signed requests. */
  signed: false,
  online: false,
  /** @type {Place} */
  place: { kind: "channel" },
  /** @type {{channel: string, ts: string} | null} */
  thread: null,
};

/** @param {string} id */
export function user(id) {
  return state.boot?.users.find((/** @type {any} */ one) => one.id === id) ?? null;
}

/** @returns {Conversation | null} the persona's DM with the bot */
export function im() {
  for (const one of state.conversations.values()) if (one.kind === "im") return one;
  return null;
}

/** @returns {Conversation | null} what the main column shows */
export function current() {
  if (state.place.kind === "messages") return im();
  return state.place.kind === "channel" ? (state.conversations.get(state.place.id ?? "") ?? null) : null;
}

/** @returns {import("./mrkdwn.js").Env} */
export function env() {
  return {
    locale: state.me?.locale ?? "en-US",
    tz: state.me?.tz ?? "UTC",
    me: state.me?.id,
    userName: (id) => (id === state.boot?.app.bot_user_id ? state.boot.app.name : user(id)?.real_name ?? null),
    channelName: (id) => state.conversations.get(id)?.name ?? null,
  };
}

/** @param {string} ts */
const order = (ts) => Number(ts);

/**
 * @param {Conversation} conversation
 * @param {Message} message
 */
function put(conversation, message) {
  const list = conversation.messages;
  const at = list.findIndex((one) => one.ts === message.ts);
  if (at >= 0) {
    list[at] = message;
    return false;
  }
  let end = list.length;
  while (end > 0 && order(list[end - 1].ts) > order(message.ts)) end -= 1;
  list.splice(end, 0, message);
  return true;
}

/**
 * Takes the answer of `/_page/state` in place of everything known before.
 * @param {any} snapshot
 */
export function load(snapshot) {
  const { users } = state.boot;
  state.conversations = new Map();
  for (const channel of snapshot.channels) {
    state.conversations.set(channel.id, { members: [], ...channel, kind: "channel", messages: [...channel.messages] });
  }
  for (const one of snapshot.ims) {
    const members = [users.find((/** @type {any} */ u) => u.id === one.user)?.id ?? state.me.id, state.boot.app.bot_user_id];
    state.conversations.set(one.id, { ...one, kind: "im", name: state.boot.app.name, members, messages: [...one.messages] });
  }
  state.home = snapshot.home ?? null;
  state.modals = snapshot.modals ?? [];
  state.statuses = new Map(Object.entries(snapshot.statuses ?? {}));
  state.prompts = snapshot.prompts ?? {};
  state.bot = snapshot.connected ?? state.bot;
  state.faults = snapshot.faults ?? [];
  state.signed = Boolean(snapshot.signed);
}

/**
 * @param {string} id
 * @returns {Conversation | null} a DM is made when its first message comes
 */
function conversationFor(id) {
  const found = state.conversations.get(id);
  if (found || !id.startsWith("D")) return found ?? null;
  return addIm(id);
}

/** @param {string} id */
export function addIm(id) {
  const known = state.conversations.get(id);
  if (known) return known;
  /** @type {Conversation} */
  const made = { id, kind: "im", name: state.boot.app.name, members: [state.me.id, state.boot.app.bot_user_id], messages: [] };
  state.conversations.set(id, made);
  emit("places");
  return made;
}

/** @type {Record<string, (event: any) => void>} */
const EVENTS = {
  message: (event) => {
    const conversation = conversationFor(event.channel);
    if (!conversation) return;
    const fresh = put(conversation, event.message);
    emit("messages", { channel: event.channel, message: event.message, fresh });
  },
  message_deleted: (event) => {
    const conversation = state.conversations.get(event.channel);
    const ts = event.message?.ts ?? event.ts;
    if (conversation) conversation.messages = conversation.messages.filter((one) => one.ts !== ts);
    emit("messages", { channel: event.channel, fresh: false });
  },
  modal_opened: (event) => changeModals([event.view]),
  modal_pushed: (event) => changeModals([...state.modals.filter((view) => view.id !== event.view.id), event.view]),
  modal_updated: (event) => changeModals(state.modals.map((view) => (view.id === event.view.id ? event.view : view))),
  modal_closed: (event) => {
    const at = state.modals.findIndex((view) => view.id === event.view_id);
    if (event.all) changeModals([]);
    else if (at >= 0) changeModals(state.modals.slice(0, at));
  },
  modal_errors: (event) => emit("modal_errors", event),
  home: (event) => {
    state.home = event.view;
    emit("home");
  },
  status: (event) => {
    const key = `${event.channel}:${event.thread_ts ?? ""}`;
    if (event.text) state.statuses.set(key, event.text);
    else state.statuses.delete(key);
    emit("status");
  },
  prompts: (event) => {
    state.prompts = { ...state.prompts, [event.channel]: event.prompts ?? [] };
    emit("prompts");
  },
  bot: (event) => {
    state.bot = event.connected;
    emit("bot");
  },
  faults: (event) => {
    state.faults = event.on;
    emit("faults");
  },
  room: (event) => {
    const conversation = state.conversations.get(event.channel);
    if (conversation) Object.assign(conversation, { is_archived: event.is_archived, members: event.members });
    emit("place");
  },
  options: (event) => emit("options", { id: event.interaction, answer: event.answer }),
  failed: (event) => emit("settled", { id: event.interaction, failure: { code: event.code ?? "failed", reason: event.reason ?? "" } }),
  acked: (event) => emit("settled", { id: event.interaction, failure: null }),
};
EVENTS.message_changed = EVENTS.message;
EVENTS.ephemeral = EVENTS.message;
EVENTS.ephemeral_changed = EVENTS.message;
EVENTS.ephemeral_deleted = EVENTS.message_deleted;

/** @param {any[]} views */
function changeModals(views) {
  state.modals = views;
  emit("modals");
}

/** @param {any} event one push of `/_page/events` */
export function apply(event) {
  EVENTS[event.type]?.(event);
}
