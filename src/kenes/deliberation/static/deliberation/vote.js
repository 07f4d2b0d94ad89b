// The vote page: keys, focus on the next statement, and plain words when an answer did not get through.
"use strict";
(() => {
  const form = () => document.querySelector("form[data-vote]");
  const notice = () => document.getElementById("not-sent");
  let chosen = null;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest("input, textarea, select")) return;
    // By the place of the key: on a Cyrillic layout the same key gives another letter.
    const key = { KeyA: "a", KeyD: "d", KeyP: "p" }[event.code];
    const button = key && form()?.querySelector(`button[aria-keyshortcuts="${key}"]`);
    if (button) { event.preventDefault(); button.click(); }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("form[data-vote] button");
    if (!button) return;
    chosen = button;
    for (const other of form().querySelectorAll("button")) other.removeAttribute("aria-pressed");
  });

  // Nothing is queued: what was not sent is said to be not sent, and the choice stays marked.
  const say = (words) => {
    const box = notice();
    if (!box) return;
    box.querySelector("[data-offline]").hidden = Boolean(words);
    const refused = box.querySelector("[data-refused]");
    refused.hidden = !words;
    refused.textContent = words || "";
    box.hidden = false;
    if (chosen && chosen.isConnected) chosen.setAttribute("aria-pressed", "true");
  };
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => say(""));
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const words = page.querySelector("[data-error]") || page.querySelector("h1, .notice, p");
    say((words || page.body).textContent.trim().slice(0, 300));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "card") return;
    chosen = null;
    notice().hidden = true;
    document.querySelector("#card .voted")?.focus();
  });
})();
