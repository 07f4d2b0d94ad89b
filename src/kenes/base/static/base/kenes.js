// Progressive enhancement only: every page works without this file.
"use strict";
(() => {
  const seat = document.body.dataset.seat || "";
  const prefix = `draft:${seat}:`;
  const store = {
    get: (key) => { try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    keys: (start) => { try { return Object.keys(localStorage).filter((key) => key.startsWith(start)); } catch { return []; } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* storage is off */ } },
  };

  // An error summary is read first.
  const errors = document.getElementById("errors");
  if (errors) errors.focus();

  // Drafts: what is typed into <form data-draft="name"> stays on this device until the server has taken it.
  const kept = (form) => [...form.elements].filter((e) => e.name && !["hidden", "file", "password", "submit", "button"].includes(e.type));
  const forms = seat ? [...document.querySelectorAll("form[data-draft]")] : [];
  const shownAgain = new Set(forms.filter((form) => form.querySelector(".wrong, .errors") || form.closest("main").querySelector(".errors")).map((form) => prefix + form.dataset.draft));
  const place = location.href.split("#")[0];
  // Taken means: this page is where the server sent the reader after the form, and no sign-in or error page.
  // A lost connection, the back button or a reload prove nothing, so the draft stays.
  const arrival = performance.getEntriesByType("navigation")[0];
  const sentOn = seat && !document.querySelector("[data-detour]") && arrival && arrival.type === "navigate" && arrival.redirectCount > 0;
  for (const key of store.keys("draft:")) {
    const draft = store.get(key);
    if (!draft || !draft.sent) continue;
    if (sentOn && key.startsWith(prefix) && draft.from === document.referrer && !shownAgain.has(key)) store.drop(key);
    else store.set(key, { ...draft, sent: false });
  }
  for (const form of forms) {
    const key = prefix + form.dataset.draft;
    const note = form.querySelector("[data-draft-note]");
    const tell = (at) => {
      if (!note) return;
      note.hidden = false;
      note.querySelector("time").textContent = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
    };
    const draft = store.get(key);
    if (draft && !shownAgain.has(key)) {
      for (const e of kept(form)) {
        const value = draft.values[e.name];
        if (value === undefined) continue;
        if (e.type === "radio") e.checked = value === e.value;
        else if (e.type === "checkbox") e.checked = value.includes(e.value);
        else if (!e.value || e.tagName === "SELECT") e.value = value;
      }
      tell(draft.at);
    }
    let timer = 0;
    const save = () => {
      const values = {};
      for (const e of kept(form)) {
        if (e.type === "checkbox") (values[e.name] ||= []).push(...(e.checked ? [e.value] : []));
        else if (e.type !== "radio" || e.checked) values[e.name] = e.value;
      }
      const at = Date.now();
      if (store.set(key, { values, at, from: place, sent: false })) tell(at);
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 400); });
    form.addEventListener("submit", () => { clearTimeout(timer); save(); store.set(key, { ...store.get(key), sent: true }); });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-sign-out]")) store.keys("draft:").forEach(store.drop); // a shared phone shows no drafts
    // A second press of a slow button sends nothing twice.
    if (form.method === "post" && !event.defaultPrevented) {
      if (form.dataset.going) event.preventDefault();
      else form.dataset.going = "1";
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form && event.detail.successful) store.drop(prefix + form.dataset.draft);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-going]").forEach((form) => delete form.dataset.going));

  // The menu closes with Escape and by a press elsewhere.
  const menu = document.querySelector("details.menu");
  if (menu) {
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && menu.open) { menu.open = false; menu.firstElementChild.focus(); } });
    document.addEventListener("click", (event) => { if (menu.open && !menu.contains(event.target)) menu.open = false; });
  }
})();
