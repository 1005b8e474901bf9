/**
 * Puts the page together and keeps it up to date.
 * @module
 */

import { get, listen } from "./api.js";
import { forgetDrafts } from "./composer.js";
import { conversationView } from "./conversation.js";
import { formatDate } from "./dates.js";
import { h } from "./dom.js";
import { faultsPanel } from "./faults.js";
import { startModals } from "./modal.js";
import { followPermalink, go, goNext, markRead, placeFromAddress, startPlaces } from "./places.js";
import { closePopup } from "./popup.js";
import { sidebar } from "./sidebar.js";
import { apply, current, emit, env, load, on, state } from "./store.js";
import { forgetSurfaces } from "./surfaces.js";
import { threadPanel } from "./thread.js";
import { topbar } from "./topbar.js";
import { tourPanel } from "./tour.js";
import { websitePane } from "./website.js";
import { setLanguage, t } from "./words.js";

const REFRESH_MS = 30_000;

/** @type {(() => void) | null} */
let stop = null;
let arrived = false;

async function boot() {
  state.boot = await get("boot");
  const wanted = new URLSearchParams(location.search).get("as");
  const personas = state.boot.users.filter((/** @type {any} */ one) => one.persona);
  state.me = personas.find((/** @type {any} */ one) => one.id === wanted) ?? personas[0];
  setLanguage(state.me.locale);
}

async function reload() {
  await boot();
  load(await get(`state?user=${encodeURIComponent(state.me.id)}`));
  state.online = true;
  if (arrived) {
    if (state.place.kind === "channel" && !state.conversations.has(state.place.id ?? "")) state.place = placeFromAddress();
  }
  emit("all");
  emit("socket");
  if (arrived) return;
  arrived = true;
  await go(placeFromAddress());
}

function connect() {
  stop?.();
  arrived = false;
  stop = listen(state.me.id, {
    reload,
    push: apply,
    lost: () => {
      state.online = false;
      emit("socket");
    },
  });
}

/** @param {string} id */
function become(id) {
  if (id === state.me.id) return;
  markRead(current());
  closePopup();
  forgetSurfaces();
  forgetDrafts();
  state.thread = null;
  const url = new URL(location.href);
  url.searchParams.set("as", id);
  history.pushState(null, "", url);
  state.me = state.boot.users.find((/** @type {any} */ one) => one.id === id);
  connect();
}

function refreshDates() {
  for (const node of document.querySelectorAll("time[data-format]")) {
    const { epoch = "", format = "" } = /** @type {HTMLElement} */ (node).dataset;
    const text = formatDate(epoch, format, env());
    if (text !== null && text !== node.textContent) node.textContent = text;
  }
}

/** @param {MouseEvent} event */
function followLinks(event) {
  const anchor = /** @type {HTMLElement} */ (event.target).closest?.("a[href]");
  if (!(anchor instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey) return;
  if (/^https?:/.test(anchor.href) && anchor.pathname.startsWith("/archives/") && followPermalink(anchor.href)) event.preventDefault();
}

/** @param {KeyboardEvent} event */
function globalKeys(event) {
  if (!event.altKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  goNext(event.key === "ArrowDown" ? 1 : -1);
}

function build() {
  const tour = tourPanel();
  const website = websitePane();
  const faults = faultsPanel();
  const main = conversationView();
  const thread = threadPanel();
  const offline = h("div", { class: "offline", role: "status", hidden: true });
  on("socket", () => {
    offline.hidden = state.online;
    offline.textContent = state.online ? "" : t("offline");
  });
  document.body.replaceChildren(
    topbar({ tour, website, faults }),
    offline,
    h("div", { class: "desk" }, sidebar(tour.root), main.root, thread.root, website.root),
    faults.root);
}

async function start() {
  try {
    await boot();
  } catch {
    setTimeout(start, 1000);
    return;
  }
  if (location.pathname.startsWith("/archives/")) {
    const target = location.href;
    history.replaceState(null, "", `/${location.search}`);
    on("all", () => arrived || queueMicrotask(() => followPermalink(target)));
  }
  startPlaces();
  startModals();
  build();
  on("switch_person", become);
  addEventListener("popstate", () => {
    const wanted = new URLSearchParams(location.search).get("as");
    if (wanted && wanted !== state.me.id && state.boot.users.some((/** @type {any} */ one) => one.id === wanted)) become(wanted);
  });
  document.addEventListener("click", followLinks);
  document.addEventListener("keydown", globalKeys);
  setInterval(refreshDates, REFRESH_MS);
  connect();
}

start();
