// Signals and situation reports are kept on this phone until the server has them: written without a line, sent once, bound to the
// seat that wrote them.
// A draft: {id: client key, seat, council, action, token, fields, files: [{name, blob}], at, ready: the author pressed "send"}.
"use strict";
(() => {
  if (!self.indexedDB) return; // the form then works as any other
  const form = document.querySelector("form[data-offline]");
  const seatKey = (council) => `seat:${council}`;
  const local = {
    get: (key) => { try { return localStorage.getItem(key) || ""; } catch { return ""; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* storage is off */ } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* storage is off */ } },
    seats: () => { try { return Object.keys(localStorage).filter((key) => key.startsWith("seat:")); } catch { return []; } },
  };

  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open("kenes", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const run = async (mode, work) => {
    const transaction = (await opened).transaction("drafts", mode, { durability: "strict" });
    const request = work(transaction.objectStore("drafts"));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request && request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  };
  const store = {
    put: (draft) => run("readwrite", (drafts) => drafts.put(draft)),
    drop: (id) => run("readwrite", (drafts) => drafts.delete(id)),
    of: async (seat) => (await run("readonly", (drafts) => drafts.getAll())).filter((draft) => draft.seat === seat).sort((a, b) => a.at - b.at),
  };

  // Sending: a fresh token first, which also says who is signed in now. Returns what came of it.
  const send = async (draft) => {
    try {
      const who = await fetch(draft.token, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (who.status === 401 || who.status === 404) return { now: "signedOut" };
      if (!who.ok) return { now: "waiting" };
      const { seat, token } = await who.json();
      if (seat !== draft.seat) return { now: "other" };
      const body = new FormData();
      for (const [name, value] of Object.entries(draft.fields)) body.append(name, value);
      body.append("client_key", draft.id);
      for (const file of draft.files) body.append("uploads", file.blob, file.name);
      const answer = await fetch(draft.action, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token } });
      if (answer.status === 201) {
        await store.drop(draft.id);
        local.drop(`draft:${draft.seat}:${draft.id}`); // what base/kenes.js kept of the same form
        return { now: "sent", url: (await answer.json()).url };
      }
      if (answer.status === 422) return { now: "refused", errors: (await answer.json()).errors };
      return { now: answer.status === 401 ? "signedOut" : answer.status < 500 ? "refused" : "waiting" };
    } catch {
      return { now: "waiting" };
    }
  };

  // Signing out of a shared phone leaves no drafts of those who were signed in.
  document.addEventListener("submit", (event) => {
    const leaving = event.target;
    if (!leaving.matches("[data-sign-out]") || leaving.dataset.cleared) return;
    event.preventDefault();
    const go = () => { leaving.dataset.cleared = "1"; leaving.submit(); };
    const forget = async () => {
      const seats = local.seats().map(local.get).concat(document.body.dataset.seat || []);
      for (const seat of seats) for (const draft of await store.of(seat)) await store.drop(draft.id);
      local.seats().forEach((key) => localStorage.removeItem(key));
    };
    forget().then(go, go);
  });

  if (!form) {
    const seat = document.body.dataset.seat;
    if (!seat) return;
    // On any other page: what waited for a line or for its author goes now. A form that was refused is not sent again.
    const short = document.querySelector("form[data-send]");
    const sendAll = async (again) => {
      for (const draft of await store.of(seat)) {
        if (!draft.ready) continue;
        const result = await send(draft);
        if (result.now === "refused" && draft.short) await store.put({ ...draft, ready: false });
        if (result.now === "sent" && again && short && short.dataset.draft === draft.id) location.assign(result.url);
      }
    };
    sendAll(false).catch(() => {});
    addEventListener("online", () => sendAll(true).catch(() => {}));
    // A form without files (a situation report): kept before it is sent, so that it may wait for a line like a signal.
    if (short) short.addEventListener("submit", (event) => {
      event.preventDefault();
      const line = short.querySelector("[data-state]");
      const fields = Object.fromEntries([...new FormData(short)].filter(([name]) => name !== "csrfmiddlewaretoken"));
      const { draft: id, send: token } = short.dataset;
      const draft = { id, seat, council: "", action: short.getAttribute("action"), token, fields, files: [], at: Date.now(), ready: true, short: true };
      const deliver = async () => {
        await store.put(draft);
        const result = await send(draft);
        if (result.now === "sent") { location.assign(result.url); return; }
        if (result.now === "waiting" || result.now === "other") {
          line.hidden = false;
          line.querySelector("span").textContent = short.dataset[result.now];
          return;
        }
        await store.drop(id);
        short.submit(); // refused, or signed out: the server's page says so, with all that was typed
      };
      deliver().catch(() => short.submit());
    });
    return;
  }

  const council = form.dataset.offline;
  const away = "away" in form.dataset; // the page that the service worker keeps: it does not know who reads
  const seat = document.body.dataset.seat || (away ? local.get(seatKey(council)) : "");
  if (away) {
    form.hidden = !seat;
    document.querySelector("[data-nobody]").hidden = Boolean(seat);
  }
  if (!seat) return;
  local.set(seatKey(council), seat);

  const words = form.querySelector("[data-words]").dataset;
  const line = form.querySelector("[data-state]");
  const saved = form.querySelector("[data-saved-note]");
  const picker = form.querySelector("input[type=file]");
  const kept = form.querySelector("[data-kept-files]");
  const about = ["question", "indicator", "figure_period"]; // hidden: the figure that the signal speaks about
  const names = ["region", "what", "place", "since", "affected", "basis", "language", ...about];
  const isAboutTheSame = (one) => about.every((name) => (one.fields[name] || "") === form.elements[name].value);
  const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const again = document.querySelector("#errors, .field.wrong"); // the server showed the form again: what it shows is newer
  let draft = {
    id: form.elements.client_key.value || newKey(), seat, council, action: form.getAttribute("action"), token: form.dataset.token,
    fields: {}, files: [], at: 0, ready: false,
  };

  const say = (text, link, label) => {
    line.hidden = !text;
    const place = line.querySelector("span");
    place.textContent = text || "";
    if (link) {
      const a = document.createElement("a");
      a.href = link;
      a.textContent = label;
      place.append(" ", a);
    }
  };
  const showFiles = () => {
    kept.hidden = !draft.files.length;
    kept.querySelector("span").textContent = draft.files.map((file) => file.name).join(", ");
  };
  const showSaved = () => {
    saved.hidden = !draft.at;
    saved.textContent = words.saved.replace("{time}", clock(draft.at));
  };
  const save = async (ready = false) => {
    for (const name of names) draft.fields[name] = form.elements[name].value;
    draft.at = Date.now();
    draft.ready = ready;
    try {
      await store.put(draft);
      showSaved();
      return true;
    } catch {
      say(words.full);
      return false;
    }
  };

  // A photo leaves its phone small and without its metadata; the server re-encodes it in any case.
  const shrink = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 300000 || !self.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, 2000 / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
      return small && small.size < file.size ? small : file;
    } catch {
      return file;
    }
  };
  // IndexedDB keeps the bytes themselves: a File of some phones is only a pointer, gone after a restart.
  const take = async (file) => {
    const small = await shrink(file);
    const name = small === file ? file.name : file.name.replace(/\.\w+$/, "") + ".jpg";
    return { name, blob: new Blob([await small.arrayBuffer()], { type: small.type }) };
  };
  let taking = Promise.resolve();
  const takeAll = async () => {
    const files = [...picker.files];
    if (!files.length) return;
    draft.files = draft.files.concat(await Promise.all(files.map(take))).slice(0, 5);
    picker.value = "";
    showFiles();
    await save();
  };
  picker.addEventListener("change", () => { taking = taking.then(takeAll); });
  kept.querySelector("button").addEventListener("click", () => { draft.files = []; showFiles(); save(); });

  const showErrors = (errors) => {
    form.querySelectorAll("p.error[data-added]").forEach((old) => old.remove());
    form.querySelectorAll(".field.wrong").forEach((field) => field.classList.remove("wrong"));
    let first = null;
    for (const [name, messages] of Object.entries(errors || {})) {
      const control = form.elements[name];
      const field = control && control.closest && control.closest(".field");
      if (!field) { say(messages.join(" ")); continue; }
      field.classList.add("wrong");
      const message = document.createElement("p");
      message.className = "error";
      message.dataset.added = "";
      message.id = `${control.id}_error`;
      message.textContent = messages.join(" ");
      control.setAttribute("aria-describedby", message.id);
      control.before(message);
      first = first || control;
    }
    if (first) first.focus();
  };

  let timer = 0, pause = 15000, busy = false;
  const attempt = async () => {
    if (busy || !draft.ready) return;
    busy = true;
    clearTimeout(timer);
    say(words.sending);
    const result = await send(draft);
    busy = false;
    if (result.now === "sent") { location.assign(result.url); return; }
    if (result.now === "signedOut") say(words.signIn, form.dataset.signIn, words.signInLabel);
    else if (result.now === "other") say(words.other);
    else if (result.now === "refused") { await save(); say(words.refused); showErrors(result.errors); }
    else {
      say(words.waiting);
      timer = setTimeout(attempt, pause);
      pause = Math.min(pause * 2, 240000);
    }
  };
  addEventListener("online", () => { pause = 15000; attempt(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) attempt(); });

  let typing = 0;
  form.addEventListener("input", (event) => {
    if (event.target === picker) return;
    clearTimeout(typing);
    typing = setTimeout(() => save(), 400);
  });
  addEventListener("pagehide", () => { if (typing) { clearTimeout(typing); save(draft.ready); } });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    typing = 0;
    taking = taking.then(takeAll).then(() => save(true)).then((safe) => {
      if (safe) return attempt();
      form.submit(); // no room on the phone: straight to the server
      return undefined;
    });
  });

  // What was kept comes back, the unfinished before what waits to be sent.
  store.of(seat).then(async (drafts) => {
    const own = drafts.filter((one) => one.council === council);
    const found = again ? null : own.find((one) => !one.ready && isAboutTheSame(one)) || own.find((one) => one.ready);
    if (found) {
      draft = { ...found, action: draft.action, token: draft.token };
      form.elements.client_key.value = draft.id;
      for (const name of names) if (draft.fields[name] || about.includes(name)) form.elements[name].value = draft.fields[name] || "";
      showFiles();
      showSaved();
    }
    for (const other of own) if (other.ready && other.id !== draft.id) await send(other);
    if (draft.ready) attempt();
  }).catch(() => {});

  if (!away && "serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready).then((worker) => {
      worker.active.postMessage({ keep: form.dataset.shell });
    }).catch(() => {});
  }
})();
