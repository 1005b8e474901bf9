/**
 * Clicks, submissions and commands on their way to the app: a spinner until the app has answered,
 * plain words when it has not.
 * @module
 */

import { post } from "./api.js";
import { on, state } from "./store.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

/** The server gives up after 3 s; this is for the case that its word never arrives. */
const GIVE_UP_MS = 8000;

/** @typedef {{code: string, reason: string}} Failure */

/** @type {Map<string, (failure: Failure | null) => void>} */
const waiting = new Map();
/** @type {Map<string, Failure | null>} settled before the answer to our POST was here */
const early = new Map();
/** @type {Set<string>} acknowledged; what the app answered may still turn out to be refused */
const acked = new Set();
/** @type {Set<string>} */
const busy = new Set();

on("settled", ({ id, failure }) => {
  const settle = waiting.get(id);
  if (settle) settle(failure);
  else if (acked.has(id)) failure && toast(failureWords(failure));
  else early.set(id, failure);
  if (early.size > 50) early.delete(early.keys().next().value ?? "");
});

/** @param {string} key */
export function isBusy(key) {
  return busy.has(key);
}

/**
 * @param {string} key
 * @param {boolean} working
 */
function show(key, working) {
  if (working) busy.add(key);
  else busy.delete(key);
  for (const node of document.querySelectorAll("[data-busy-key]")) {
    if (/** @type {HTMLElement} */ (node).dataset.busyKey === key) setBusy(/** @type {HTMLElement} */ (node), working);
  }
}

/**
 * @param {HTMLElement} node
 * @param {boolean} working
 */
function setBusy(node, working) {
  node.classList.toggle("busy", working);
  if (working) node.setAttribute("aria-busy", "true");
  else node.removeAttribute("aria-busy");
}

/**
 * Lets an element show the spinner of `key`.
 * @param {HTMLElement} node
 * @param {string} key
 */
export function busyUnder(node, key) {
  node.dataset.busyKey = key;
  if (busy.has(key)) setBusy(node, true);
  return node;
}

/** Sentences of words.js for the codes a person can meet; others show what the server says. */
const SAID = {
  operation_timeout: "failedTimeout",
  dispatch_failed: "failedNoConnection",
  unreachable: "serverAway",
  invalid_command: "commandUnknown",
  not_in_threads: "notInThreads",
  not_in_channel: "notMember",
  message_not_found: "messageGone",
  thread_not_found: "messageGone",
  not_found: "viewGone",
};

/**
 * @param {Failure} failure
 * @param {Record<string, any>} [params]
 */
export function failureWords({ code, reason }, params) {
  if (Object.hasOwn(SAID, code)) return t(SAID[code], params);
  return reason ? `${t("actionFailed")} ${reason}` : t("actionFailed");
}

/** @param {import("./api.js").Answer} answer that is not ok */
export const refusalWords = (answer) => failureWords({ code: answer.error ?? "failed", reason: answer.message ?? "" }, answer);

/**
 * @param {string} path action, submit, command, shortcut
 * @param {Record<string, any>} body without `user`
 * @param {{key: string, failed?: (words: string, answer?: any) => void}} options `failed` instead of a toast
 * @returns {Promise<boolean>} whether the app has acknowledged
 */
export async function perform(path, body, { key, failed }) {
  if (busy.has(key)) return false;
  show(key, true);
  const answer = await post(path, { user: state.me.id, ...body });
  const failure = answer.ok ? await settled(answer.interaction) : null;
  show(key, false);
  if (answer.ok && !failure) return true;
  const words = failure ? failureWords(failure) : refusalWords(answer);
  if (failed) failed(words, answer);
  else toast(words);
  return false;
}

/**
 * @param {string | undefined} id
 * @returns {Promise<Failure | null>} null when acknowledged
 */
async function settled(id) {
  if (!id) return null;
  const failure = early.has(id) ? (early.get(id) ?? null) : await outcome(id);
  early.delete(id);
  if (!failure) acked.add(id);
  return failure;
}

/**
 * @param {string} id
 * @returns {Promise<Failure | null>}
 */
function outcome(id) {
  return new Promise((resolve) => {
    const finish = (/** @type {Failure | null} */ failure) => {
      clearTimeout(timer);
      waiting.delete(id);
      resolve(failure);
    };
    const timer = setTimeout(() => finish({ code: "operation_timeout", reason: "" }), GIVE_UP_MS);
    waiting.set(id, finish);
  });
}

/** @type {Map<string, (said: {answer?: any, words?: string}) => void>} */
const asking = new Map();
/** @type {Map<string, {answer?: any, words?: string}>} arrived before the answer to our POST */
const offered = new Map();

/**
 * @param {string} id
 * @param {{answer?: any, words?: string}} said
 */
function offer(id, said) {
  const take = asking.get(id);
  asking.delete(id);
  if (take) return take(said);
  offered.set(id, said);
  if (offered.size > 50) offered.delete(offered.keys().next().value ?? "");
}

on("options", ({ id, answer }) => offer(id, { answer }));
on("settled", ({ id, failure }) => failure && offer(id, { words: failureWords(failure) }));

/**
 * @param {Record<string, any>} body without `user`
 * @returns {Promise<{answer?: any, words?: string}>} the app's options, or why there are none
 */
export async function fetchOptions(body) {
  const answer = await post("suggest", { user: state.me.id, ...body });
  if (!answer.ok) return { words: refusalWords(answer) };
  const id = answer.interaction;
  const early = offered.get(id);
  if (early) return early;
  return new Promise((resolve) => {
    asking.set(id, resolve);
    setTimeout(() => asking.has(id) && offer(id, { words: t("failedTimeout") }), GIVE_UP_MS);
  });
}
