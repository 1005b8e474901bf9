/* Sends the forms without leaving the page, and shows at each field what is wrong with it. */
(() => {
  "use strict";
  const texts = document.body.dataset;
  const language = document.documentElement.lang;

  function clear(form) {
    for (const place of form.querySelectorAll(".error, .fault")) place.textContent = "";
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  }

  function refuse(form, answer) {
    let first = null;
    for (const problem of answer.fields || []) {
      const field = form.elements[problem.name];
      const place = document.getElementById(`${field?.id}-error`);
      if (!place) continue;
      place.textContent = problem.message;
      field.setAttribute("aria-invalid", "true");
      if (!first || field.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING) first = field;
    }
    form.querySelector(".fault").textContent = answer.message || texts.failed;
    first?.focus();
  }

  function thank(form, answer) {
    const panel = document.createElement("div");
    panel.className = "done";
    panel.tabIndex = -1;
    panel.setAttribute("role", "status");
    const title = document.createElement("h3");
    title.textContent = texts.doneTitle;
    const text = document.createElement("p");
    const { done, link, linkText } = form.dataset;
    text.textContent = link ? done : `${done} ${answer.delivery}`;
    const more = document.createElement("p");
    const next = document.createElement("a");
    next.href = link || `#${form.id}`;
    next.textContent = link ? linkText : texts.another;
    if (link) next.target = "_blank";
    else next.addEventListener("click", (event) => { event.preventDefault(); panel.replaceWith(form); });
    more.append(next);
    panel.append(title, text, more);
    form.reset();
    form.replaceWith(panel);
    panel.focus();
  }

  async function send(form) {
    const button = form.querySelector("button");
    const label = button.textContent;
    clear(form);
    button.disabled = true;
    button.textContent = texts.sending;
    // One key for one wish: a repeated click, or a retry after a lost answer, is the same.
    form.dataset.key ||= crypto.randomUUID?.() || `${Date.now()}-${Math.random()}`;
    try {
      const reply = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "Accept-Language": language, "Idempotency-Key": form.dataset.key },
        credentials: "omit",
      });
      const answer = await reply.json();
      if (reply.ok) {
        delete form.dataset.key;
        thank(form, answer);
      } else {
        refuse(form, answer);
      }
    } catch {
      refuse(form, { message: texts.failed });
    }
    button.disabled = false;
    button.textContent = label;
  }

  for (const form of document.querySelectorAll("form")) {
    form.noValidate = true;
    form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
  }
})();
