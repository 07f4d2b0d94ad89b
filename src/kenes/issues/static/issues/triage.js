// Single keys in the queue. Every one of them presses something that is on the page; they can be switched off.
"use strict";
(() => {
  const box = document.getElementById("keys-on");
  let on = true;
  try { on = localStorage.getItem("keys") !== "off"; } catch { /* storage is off */ }
  box.checked = on;
  box.addEventListener("change", () => { on = box.checked; try { localStorage.setItem("keys", on ? "on" : "off"); } catch { /* storage is off */ } });

  const press = (target) => {
    if (target.matches("form")) target.requestSubmit();
    else if (target.matches("summary")) {
      target.parentElement.open = true;
      const first = target.parentElement.querySelector("form input:not([type=hidden]), form textarea, input:not([type=hidden])");
      (first || target).focus();
    } else target.click();
  };
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    if (at.matches("textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])")) {
      if (event.key === "Escape") at.blur();
      return;
    }
    // The key's place counts, not its letter: it works with Kazakh and Russian layouts too.
    const key = event.key === "?" || (event.code === "Slash" && event.shiftKey) ? "?" : event.code.replace(/^Key/, "").toLowerCase();
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target || (event.shiftKey && key !== "?")) return;
    event.preventDefault();
    press(target);
  });
})();
