/**
 * The App Home.
 * @module
 */

import { botAvatar } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { h, keepFocus } from "./dom.js";
import { on, state } from "./store.js";
import { viewSurface } from "./surfaces.js";
import { t } from "./words.js";

export function homeView() {
  const body = h("div", { class: "home-blocks" });
  const root = h("div", { class: "home", data: { testid: "home-view" }, tabindex: -1 });
  const draw = () => {
    if (!state.home) {
      root.replaceChildren(h("div", { class: "empty" }, botAvatar(56), h("h2", {}, t("emptyHome", { app: state.boot.app.name })), h("p", {}, t("emptyHomeHint"))));
      return;
    }
    if (body.parentNode !== root) root.replaceChildren(body);
    keepFocus(root, () => drawBlocks(body, viewSurface("home", state.home)), () => root);
  };
  on("home", draw);
  on("all", draw);
  return { root, draw };
}
