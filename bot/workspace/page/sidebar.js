/**
 * The left column: channels, the app with its two tabs, the tour.
 * @module
 */

import { botAvatar } from "./avatar.js";
import { h, keepFocus } from "./dom.js";
import { icon } from "./icons.js";
import { go, samePlace, unread } from "./places.js";
import { im, on, state } from "./store.js";
import { t } from "./words.js";

/** @typedef {import("./store.js").Place} Place */

/**
 * @param {{place: Place, mark: Node, name: string, testid: string, count?: {count: number, mentions: number}, hint?: string}} item
 */
function entry({ place, mark, name, testid, count, hint }) {
  const here = samePlace(place, state.place);
  const many = here ? 0 : (count?.count ?? 0);
  return h("button", {
    type: "button", class: `place ${many ? "unread" : ""}`, "aria-current": here ? "page" : null, data: { testid, focusKey: testid },
    onclick: () => go(place),
  }, mark, h("span", { class: "place-name" }, name), hint && h("span", { class: "sr" }, hint),
  many > 0 && h("span", { class: `count ${count?.mentions ? "loud" : ""}`, "aria-label": t("unread", { n: many }), data: { testid: "unread" } }, String(many)));
}

function channels() {
  return [...state.conversations.values()].filter((one) => one.kind === "channel").map((one) =>
    h("li", {}, entry({
      place: { kind: "channel", id: one.id },
      mark: icon(one.is_private ? "lock" : "hash", 17),
      name: one.name,
      hint: one.is_private ? `(${t("private")})` : "",
      testid: `channel-${one.name}`,
      count: unread(one),
    })));
}

function app() {
  const direct = im();
  return [
    h("div", { class: "app-entry" }, botAvatar(22), h("span", { class: "place-name" }, state.boot.app.name), h("span", { class: "badge" }, t("app"))),
    h("ul", { class: "under-app" },
      h("li", {}, entry({ place: { kind: "home" }, mark: icon("home", 17), name: t("homeTab"), testid: "app-home" })),
      h("li", {}, entry({ place: { kind: "messages" }, mark: icon("chat", 17), name: t("messagesTab"), testid: "app-messages", count: direct ? unread(direct) : undefined }))),
  ];
}

/** @param {Element} tour */
export function sidebar(tour) {
  const body = h("div", { class: "sidebar-body" });
  const root = h("nav", { class: "sidebar", "aria-label": t("workspace") }, body, tour);
  const draw = () => {
    root.setAttribute("aria-label", t("workspace"));
    keepFocus(body, () => body.replaceChildren(
      h("h2", { class: "side-title" }, t("channels")), h("ul", {}, channels()),
      h("h2", { class: "side-title" }, t("apps")), ...app()));
  };
  for (const topic of ["all", "place", "places", "messages", "read"]) on(topic, draw);
  return root;
}
