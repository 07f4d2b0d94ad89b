// The live page: looks again every few seconds, keeps what it has when the line breaks, and says since when. Without this file the
// page loads anew by itself.
"use strict";
(() => {
  const box = document.getElementById("live");
  if (!box) return;
  document.querySelectorAll("[data-needs-script]").forEach((form) => { form.hidden = false; });
  const { live: address, every, slowest } = box.dataset;
  const shortest = Number(every) * 1000, longest = Number(slowest) * 1000;
  const line = document.getElementById("lost");
  let etag = box.dataset.etag, pause = shortest, timer = 0, busy = false, lostAt = 0, seenAt = Date.now(), ahead = 0;

  const time = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  const say = (text) => { line.hidden = !text; line.querySelector("span").textContent = text || ""; };

  // Clocks run here between two looks; the server's time counts, not the phone's.
  const words = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds)), hours = Math.floor(whole / 3600), two = (n) => String(n).padStart(2, "0");
    return hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}` : `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  };
  const tick = () => box.querySelectorAll(".ticking").forEach((clock) => {
    const used = Number(clock.dataset.used || 0) + (Date.now() + ahead - Date.parse(clock.dataset.since)) / 1000;
    clock.textContent = words(used);
    if (clock.dataset.most) clock.closest(".now-item").classList.toggle("late", used > Number(clock.dataset.most));
  });

  // A new state takes the place of the old one; what was open stays open, and the focus where it was.
  const show = (html) => {
    const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...box.querySelectorAll("details[open][id]")].map((one) => one.id);
    box.innerHTML = html;
    open.forEach((id) => { const one = document.getElementById(id); if (one) one.open = true; });
    const again = focused && document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
    tick();
  };

  const look = async () => {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), 15000);
    try {
      const answer = await fetch(address, { headers: { "If-None-Match": etag }, cache: "no-store", signal: stop.signal });
      if (answer.status === 401 || answer.status === 404 || answer.redirected) {
        say(line.dataset.out);
        return; // no more looking: somebody has to sign in
      }
      if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
      const date = Date.parse(answer.headers.get("Date") || "");
      if (date) ahead = date + 500 - Date.now();
      if (answer.status !== 304) {
        const html = await answer.text();
        etag = answer.headers.get("ETag") || etag;
        show(html);
      }
      seenAt = Date.now();
      lostAt = 0;
      pause = shortest;
      say("");
    } catch {
      lostAt = lostAt || Date.now();
      say(line.dataset.lost.replace("{since}", time(lostAt)).replace("{shown}", time(seenAt)));
      pause = Math.min(pause * 2, longest); // a server in need is left in peace
    } finally {
      clearTimeout(patience);
      busy = false;
    }
    // Not all phones of a room at the same moment.
    timer = setTimeout(look, document.hidden ? longest : pause * (0.8 + 0.4 * Math.random()));
  };

  // Buttons of the state act in place. What fails is sent as a form after all, so that the page says why.
  box.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-act]")) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const again = () => {
      const extra = document.createElement("input");
      if (event.submitter && event.submitter.name) {
        Object.assign(extra, { type: "hidden", name: event.submitter.name, value: event.submitter.value });
        form.append(extra);
      }
      form.submit();
    };
    fetch(form.getAttribute("action"), { method: "POST", body, headers: { Accept: "application/json" } })
      .then((answer) => { delete form.dataset.going; if (answer.status === 204) look(); else again(); })
      .catch(() => {
        delete form.dataset.going;
        lostAt = lostAt || Date.now();
        say(line.dataset.lost.replace("{since}", time(lostAt)).replace("{shown}", time(seenAt)));
      });
  });

  addEventListener("online", () => { pause = shortest; look(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  setInterval(tick, 1000);
  tick();
  timer = setTimeout(look, shortest);
})();
