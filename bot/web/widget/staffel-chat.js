/* The Staffel website chat: no cookies, nothing sent before a visitor opens it.
   <script src="https://…/widget/staffel-chat.js" data-language="de"
           data-privacy="/datenschutz" data-color="#0f5c63" defer></script> */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || document.querySelector("staffel-chat")) return;
  const api = new URL("../chat/sessions", script.src).href;
  const set = script.dataset;
  const language = (set.language || document.documentElement.lang).startsWith("en") ? "en" : "de";
  const w = {
    de: {
      open: "Chat öffnen", launch: "Fragen?", title: "Chat", sub: "Automatischer Assistent",
      close: "Chat schließen", answer: "Ihre Antwort", send: "Senden", skip: "Überspringen",
      privacy: "Datenschutzhinweise", wait: "Antwort kommt …", log: "Verlauf",
      fail: "Gerade keine Verbindung. Bitte versuchen Sie es noch einmal.", again: "Noch einmal",
      restart: "Neues Gespräch", you: "Sie: ",
    },
    en: {
      open: "Open chat", launch: "Questions?", title: "Chat", sub: "Automatic assistant",
      close: "Close chat", answer: "Your answer", send: "Send", skip: "Skip",
      privacy: "Privacy notice", wait: "Reply is coming …", log: "Conversation",
      fail: "No connection just now. Please try again.", again: "Try again",
      restart: "New conversation", you: "You: ",
    },
  }[language];

  const KEY = "staffel-chat";
  let state = {};
  try { state = JSON.parse(sessionStorage.getItem(KEY)) || {}; } catch { /* this page only */ }
  const keep = (more) => {
    Object.assign(state, more);
    try { sessionStorage.setItem(KEY, JSON.stringify(state)); } catch { /* same */ }
  };

  const el = (tag, props = {}, ...inside) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...inside);
    return node;
  };
  const icon = (path) => {
    const box = el("span", { "aria-hidden": "true" });
    box.innerHTML = `<svg viewBox="0 0 24 24" width="20" fill="none" stroke="currentColor" stroke-width="2"
      stroke-linecap="round"><path d="${path}"/></svg>`;
    return box;
  };

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; --c: #0f5c63; --soft: #5b6764;
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: #16211f; }
    * { box-sizing: border-box; }
    button, input { font: inherit; color: inherit; }
    button { cursor: pointer; }
    :focus-visible { outline: 3px solid var(--c); outline-offset: 2px; }
    [hidden] { display: none !important; }
    svg { display: block; }
    .launch { position: fixed; right: 20px; bottom: 20px; z-index: 99999; display: flex;
      gap: 9px; align-items: center; min-height: 50px; padding: 0 20px 0 16px; border: 0;
      border-radius: 25px; background: var(--c); color: #fff; font-weight: 600;
      box-shadow: 0 8px 24px rgb(10 30 30 / .25); }
    .launch:hover { filter: brightness(1.12); }
    .panel { position: fixed; right: 20px; bottom: 20px; z-index: 99999; display: flex;
      flex-direction: column; width: 384px; max-width: calc(100vw - 24px); height: 600px;
      max-height: calc(100dvh - 40px); overflow: hidden; border-radius: 18px; background: #fff;
      box-shadow: 0 8px 50px rgb(10 30 30 / .3);
      animation: rise .18s ease-out; }
    @keyframes rise { from { opacity: 0; transform: translateY(14px); } }
    header { display: flex; align-items: center; gap: 12px; padding: 14px 10px 14px 18px;
      background: var(--c); color: #fff; }
    header div { flex: 1; }
    h2 { margin: 0; font-size: 16px; line-height: 1.3; }
    header p { margin: 0; font-size: 13px; opacity: .9; }
    .x, .send { display: grid; place-items: center; flex: none; width: 46px; height: 46px;
      border: 0; border-radius: 50%; background: none; }
    .x:hover { background: rgb(255 255 255 / .16); }
    header :focus-visible { outline-color: #fff; outline-offset: -3px; }
    .log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 18px 16px 8px; }
    .log > * { width: fit-content; max-width: 86%; margin: 0 0 8px; padding: 9px 13px;
      border-radius: 4px 15px 15px; background: #f0f4f2; white-space: pre-wrap;
      overflow-wrap: anywhere; }
    .log .me { margin: 12px 0 12px auto; border-radius: 15px 15px 4px; background: var(--c);
      color: #fff; }
    .log .fault { background: #fdeeea; color: #8f2b16; }
    .dots { display: flex; gap: 5px; padding: 13px; }
    .dots i { width: 6px; height: 6px; border-radius: 50%; background: var(--soft);
      animation: blink 1s infinite alternate; }
    .dots i:nth-child(2) { animation-delay: .3s; }
    @keyframes blink { to { opacity: .25; } }
    form { padding: 8px 16px 14px; }
    .choices { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 10px; }
    .choices button { min-height: 44px; padding: 0 16px; border: 1.5px solid var(--c);
      border-radius: 22px; background: #fff; color: var(--c); font-weight: 600; }
    .choices button:hover { background: var(--c); color: #fff; }
    .even button { flex: 1 1 0; padding: 0 10px; }
    .row { display: flex; gap: 8px; }
    input { flex: 1; min-width: 0; height: 46px; padding: 0 15px; border: 1.5px solid #8b9693;
      border-radius: 23px; background: #fff; font-size: 16px; }
    input[aria-invalid] { border-color: #b3391f; }
    input:focus { outline: 0; border-color: var(--c); box-shadow: 0 0 0 3px rgb(15 92 99 / .2); }
    .send { background: var(--c); color: #fff; }
    .foot { display: flex; justify-content: space-between; gap: 12px; min-height: 30px;
      margin-top: 6px; font-size: 13px; align-items: center; }
    .foot > * { padding: 5px 2px; border: 0; background: none; color: var(--soft);
      text-decoration: underline; text-underline-offset: 2px; }
    .off { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    fieldset { min-width: 0; margin: 0; padding: 0; border: 0; }
    fieldset:focus { outline: 0; }
    @media (max-width: 480px) {
      .launch { right: 14px; bottom: 14px; padding: 0 15px; font-size: 0; gap: 0; }
      .panel { inset: auto 0 0; width: 100%; max-width: none; height: min(600px, 88dvh);
        max-height: none; border-radius: 18px 18px 0 0; } }
    @media (prefers-reduced-motion) { * { animation: none !important; } }
  `);

  const host = el("staffel-chat");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [style];
  host.lang = language;
  if (set.color && CSS.supports("color", set.color)) host.style.setProperty("--c", set.color);

  const log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": w.log, tabindex: "0" });
  const form = el("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); typed(); } });
  const panel = el("section", { class: "panel", role: "dialog", "aria-label": `${w.title}: ${w.sub}`, hidden: true },
    el("header", {},
      el("div", {}, el("h2", {}, set.title || w.title), el("p", {}, w.sub)),
      el("button", { class: "x", type: "button", "aria-label": w.close, onclick: () => close() }, icon("M6 6l12 12M18 6L6 18"))),
    log, form);
  const launch = el("button", { class: "launch", type: "button", "aria-label": `${w.launch} ${w.open}`, "aria-haspopup": "dialog", onclick: () => open() },
    icon("M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12z"), w.launch);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  root.append(launch, panel);

  const line = (text, kind = "") => log.append(
    el("p", { class: kind }, ...(kind === "me" ? [el("span", { class: "off" }, w.you)] : []), text));
  const down = () => { log.scrollTop = log.scrollHeight; };

  async function call(method, path, body) {
    const headers = { "Accept-Language": language };
    if (body) headers["Content-Type"] = "application/json";
    if (state.token) headers.Authorization = `Bearer ${state.token}`;
    const reply = await fetch(api + path, {
      method, headers, credentials: "omit", body: body && JSON.stringify(body) });
    const said = await reply.json().catch(() => ({}));
    if (!reply.ok) throw Object.assign(new Error(), { status: reply.status, text: said.message });
    return said;
  }

  let busy = false;
  let quiet = Boolean(state.open); // a page that was loaded again keeps its focus
  async function attempt(work, repeat = work) {
    if (busy) return;
    busy = true;
    for (const item of form.elements) item.disabled = true;
    const dots = el("div", { class: "dots", role: "status", "aria-label": w.wait }, el("i"), el("i"), el("i"));
    log.append(dots);
    down();
    try {
      const said = await work();
      dots.remove();
      show(said);
    } catch (error) {
      dots.remove();
      busy = false;
      if (error.status === 401) return restart();
      if (error.status === 409) { log.replaceChildren(); return attempt(look); }
      line(error.text || w.fail, "fault");
      form.replaceChildren(choices([{ label: w.again, act: () => attempt(repeat) }]));
      down();
    }
    busy = false;
  }

  const look = () => call("GET", "/current");
  const begin = () => attempt(async () => {
    const said = await call("POST", "", { language });
    keep({ token: said.token });
    return said;
  });
  const say = (answer) => attempt(() => call("POST", "/current/answers", { ...answer, field: form.dataset.field }));

  function typed() {
    const text = form.querySelector("input")?.value.trim();
    if (text) say({ text });
  }
  const choices = (list, kind = "") => el("div", { class: `choices ${kind}` }, ...list.map((item) =>
    el("button", { type: "button", onclick: item.act || (() => say({ option: item.option })) }, item.label)));

  function show({ turns, step, problem }) {
    for (const turn of turns) line(turn.text, turn.from === "visitor" ? "me" : "");
    form.dataset.field = step.field || "";
    const foot = el("div", { class: "foot" });
    if (set.privacy) foot.append(el("a", { href: set.privacy, target: "_blank", rel: "noopener" }, w.privacy));
    if (step.kind === "done") {
      form.replaceChildren(choices([{ label: w.restart, act: restart }]), foot);
    } else if (step.kind === "consent") {
      form.replaceChildren(el("fieldset", { tabindex: "-1" }, el("legend", { class: "off" }, step.text), choices(step.options, "even")), foot);
    } else {
      const kind = { email: ["email", "email"], company: ["organization", "text"], job_title: ["organization-title", "text"] }[step.field];
      const input = el("input", { "aria-label": w.answer, placeholder: w.answer, maxlength: "1000",
        autocomplete: kind ? kind[0] : "off", inputmode: kind ? kind[1] : "text", "aria-invalid": Boolean(problem) });
      if (step.may_skip) foot.append(el("button", { type: "button", onclick: () => say({ skip: true }) }, w.skip));
      form.replaceChildren(...(step.options.length ? [choices(step.options)] : []),
        el("div", { class: "row" }, input, el("button", { class: "send", "aria-label": w.send }, icon("M5 12h14M13 6l6 6-6 6"))), foot);
    }
    down();
    // Not on a button of the consent: neither answer stands out.
    if (!panel.hidden && !quiet) form.querySelector("input, fieldset, button").focus();
    quiet = false;
  }

  function restart() {
    keep({ token: null });
    log.replaceChildren();
    return begin();
  }
  function open() {
    panel.hidden = false;
    launch.hidden = true;
    keep({ open: true });
    if (log.childElementCount) (form.querySelector("input") || log).focus();
    else if (state.token) attempt(look);
    else begin();
  }
  function close() {
    panel.hidden = true;
    launch.hidden = false;
    keep({ open: false });
    launch.focus();
  }

  document.body.append(host);
  if (state.open) open();
})();
