/**
 * The panel of faults: switches for what may go wrong with Slack, each in plain words. It lies
 * above the page without covering it, so that one sees at once what the bot makes of it.
 * @module
 */

import { clearFaults, control } from "./api.js";
import { h, keepFocus, uid } from "./dom.js";
import { icon } from "./icons.js";
import { refusalWords } from "./interactions.js";
import { current, emit, on, state } from "./store.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

/** @typedef {{fault: string, strikes: string, methods: string[], seconds: number}} Known */

/** States, not mishaps: they last until somebody ends them, and everywhere. */
const LASTING = new Set(["down", "token_revoked"]);
const GROUPS = ["call", "delivery", "request"];

/** @param {Promise<import("./api.js").Answer>} asked */
async function told(asked) {
  const answer = await asked;
  if (!answer.ok) toast(refusalWords(answer));
}

/**
 * @param {string} label
 * @param {string} testid
 * @param {[string, string][]} choices value and words
 * @param {string} chosen
 * @param {(value: string) => void} choose
 */
function choice(label, testid, choices, chosen, choose) {
  const id = uid("choice");
  const select = h("select", { id, class: "fault-choice", data: { testid, focusKey: testid }, onchange: () => choose(select.value) },
    choices.map(([value, words]) => h("option", { value }, words)));
  select.value = chosen;
  return h("div", { class: "fault-scope" }, h("label", { for: id }, label), select);
}

export function faultsPanel() {
  let open = false;
  let times = "1";
  let where = "everywhere";
  const head = h("header", { class: "faults-head" });
  const body = h("div", { class: "faults-body" });
  const root = h("aside", { class: "sheet faults", hidden: true, data: { testid: "faults" } }, head, body);

  const channel = () => (state.place.kind === "channel" ? current() : null);
  const active = (/** @type {string} */ fault) => state.faults.filter((one) => one.fault === fault);

  function toggle() {
    open = !open;
    draw();
    emit("panes");
    if (open) /** @type {HTMLElement | null} */ (root.querySelector("[role=switch]"))?.focus();
  }

  /** @param {Known} known */
  async function flip(known) {
    const there = active(known.fault);
    if (there.length) {
      await Promise.all(there.map((one) => told(clearFaults(one.id))));
      return;
    }
    const lasting = LASTING.has(known.fault);
    const here = where === "here" && !lasting ? channel() : null;
    await told(control("faults", {
      fault: known.fault,
      ...(times !== "ever" && !lasting ? { times: Number(times) } : {}),
      ...(here ? { channel: here.id } : {}),
    }));
  }

  /** @param {any} one a switch that is on */
  function scope(one) {
    const name = one.channel && state.conversations.get(one.channel)?.name;
    return [
      one.times ? t("faultLeft", { n: one.times - one.hits }) : t("faultHits", { n: one.hits }),
      name && t("faultIn", { name }),
    ].filter(Boolean).join(" · ");
  }

  /** @param {Known} known */
  function row(known) {
    const there = active(known.fault);
    const words = { s: Math.abs(known.seconds) };
    return h("button", {
      type: "button", class: "fault", role: "switch", "aria-checked": String(there.length > 0),
      data: { testid: `fault-${known.fault}`, focusKey: `fault-${known.fault}` }, onclick: () => flip(known),
    }, h("span", { class: "fault-words" },
      h("span", { class: "fault-name" }, t(`fault_${known.fault}`, words)),
      h("span", { class: "fault-hint" }, t(`fault_${known.fault}_hint`, words)),
      there.map((one) => h("span", { class: "fault-on" }, scope(one)))),
    h("span", { class: "knob", "aria-hidden": "true" }));
  }

  /**
   * @param {string} testid
   * @param {string} words
   * @param {() => Promise<import("./api.js").Answer>} run
   */
  function act(testid, words, run) {
    return h("button", { type: "button", class: "button", data: { testid, focusKey: testid }, onclick: () => told(run()) }, words);
  }

  function channelActs() {
    const here = channel();
    if (!here) return [];
    const body = { channel: here.id, user: state.me.id };
    const bot = state.boot.app.name;
    const archive = here.is_archived ? "unarchive_channel" : "archive_channel";
    const member = here.members.includes(state.boot.app.bot_user_id) ? "kick_bot" : "invite_bot";
    return [archive, member].map((name) => act(name, t(name, { name: here.name, bot }), () => control(name, body)));
  }

  function scopes() {
    const here = channel();
    return h("div", { class: "fault-scopes" },
      choice(t("faultTimes"), "fault-times", [["1", t("faultOnce")], ["5", t("faultFive")], ["ever", t("faultEver")]], times, (value) => { times = value; }),
      choice(t("faultWhere"), "fault-where", [["everywhere", t("faultEverywhere")], ...(here ? [/** @type {[string, string]} */ (["here", t("faultHere", { name: here.name })])] : [])],
        here ? where : "everywhere", (value) => { where = value; }));
  }

  function draw() {
    root.hidden = !open;
    if (!open) return;
    const known = /** @type {Known[]} */ (state.boot.faults);
    const groups = GROUPS.filter((strikes) => strikes !== "request" || state.signed);
    root.setAttribute("aria-label", t("faults"));
    const drawParts = () => {
      head.replaceChildren(icon("bolt", 18), h("h2", {}, t("faults")),
        h("button", { type: "button", class: "button", disabled: !state.faults.length, data: { testid: "faults-clear", focusKey: "faults-clear" }, onclick: () => told(clearFaults()) }, t("faultsClear")),
        h("button", { type: "button", class: "icon-button", "aria-label": t("close"), data: { testid: "faults-close", focusKey: "faults-close" }, onclick: toggle }, icon("close", 16)));
      body.replaceChildren(h("p", { class: "faults-intro" }, t("faultsIntro", { bot: state.boot.app.name })), scopes(),
        ...groups.map((strikes) => h("section", {}, h("h3", {}, t(`faults_${strikes}`)), known.filter((one) => one.strikes === strikes).map(row))),
        h("section", {}, h("h3", {}, t("faults_at_once")), h("div", { class: "fault-acts" },
          known.filter((one) => one.strikes === "at_once").map((one) => act(`fault-${one.fault}`, t(`fault_${one.fault}`), () => control("faults", { fault: one.fault }))),
          channelActs())));
    };
    keepFocus(root, drawParts, () => root.querySelector("[role=switch]"));
  }

  root.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    toggle();
    /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=faults-toggle]"))?.focus();
  });
  for (const topic of ["all", "faults", "place", "places"]) on(topic, draw);
  return { root, toggle, isOpen: () => open };
}
