/**
 * The demo website beside the workspace: its width can be dragged, it can be folded away.
 * @module
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { emit, on, state } from "./store.js";
import { t } from "./words.js";

const KEY = "workspace.website";
const NARROWEST = 320;
/** Below this width of the window the website starts folded. */
const ROOM = 1200;

/** @returns {{width?: number, open?: boolean}} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {{width?: number, open?: boolean}} part */
function keep(part) {
  localStorage.setItem(KEY, JSON.stringify({ ...kept(), ...part }));
}

export function websitePane() {
  const frame = h("iframe", { data: { testid: "website-frame" }, referrerpolicy: "no-referrer", allow: "clipboard-write" });
  const address = h("span", { class: "address" });
  const button = (/** @type {string} */ name, /** @type {() => void} */ run) => h("button", { type: "button", class: "icon-button", onclick: run }, icon(name, 16));
  const again = button("reload", () => {
    frame.src = state.boot.website;
  });
  const outside = button("external", () => window.open(state.boot.website, "_blank", "noopener"));
  const fold = button("close", () => toggle());
  const grip = h("div", { class: "grip", role: "separator", "aria-orientation": "vertical", tabindex: 0 });
  const root = h("aside", { class: "sheet website", hidden: true, data: { testid: "website" } }, grip, h("header", { class: "website-head" }, icon("globe", 15), address, again, outside, fold), frame);

  const exists = () => Boolean(state.boot?.website);
  const isOpen = () => exists() && (kept().open ?? innerWidth >= ROOM);
  const widest = () => Math.max(NARROWEST, innerWidth - 720);
  const startWidth = () => Math.min(560, innerWidth * 0.34);

  /** @param {number} width */
  function resize(width) {
    const clamped = Math.round(Math.max(NARROWEST, Math.min(width, widest())));
    document.body.style.setProperty("--website", `${clamped}px`);
    grip.setAttribute("aria-valuenow", String(clamped));
    grip.setAttribute("aria-valuemin", String(NARROWEST));
    grip.setAttribute("aria-valuemax", String(widest()));
    return clamped;
  }

  function toggle() {
    keep({ open: !isOpen() });
    draw();
    emit("panes");
  }

  function draw() {
    const open = isOpen();
    root.hidden = !open;
    document.body.classList.toggle("has-website", open);
    if (!open) return;
    resize(kept().width ?? startWidth());
    root.setAttribute("aria-label", t("websiteFrame"));
    frame.title = t("websiteFrame");
    grip.setAttribute("aria-label", t("resize"));
    again.setAttribute("aria-label", t("reload"));
    outside.setAttribute("aria-label", t("openSelf"));
    fold.setAttribute("aria-label", t("collapse"));
    address.textContent = String(state.boot.website).replace(/^https?:\/\//, "");
    if (frame.getAttribute("src") !== state.boot.website) frame.src = state.boot.website;
  }

  grip.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    grip.setPointerCapture(event.pointerId);
    document.body.classList.add("resizing");
  });
  grip.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (grip.hasPointerCapture(event.pointerId)) keep({ width: resize(innerWidth - event.clientX - 8) });
  });
  for (const end of ["pointerup", "pointercancel"]) grip.addEventListener(end, () => document.body.classList.remove("resizing"));
  grip.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowLeft: 24, ArrowRight: -24 }[event.key];
    if (!step) return;
    event.preventDefault();
    keep({ width: resize(root.offsetWidth + step) });
  });
  addEventListener("resize", () => exists() && isOpen() && resize(kept().width ?? startWidth()));
  on("all", draw);
  return { root, toggle, isOpen, exists };
}
