// Keys of the queue: each presses the button that says so in aria-keyshortcuts. They work where their legend is seen, and
// whoever is disturbed by keys that act alone turns them off there.
const legend = document.querySelector("[data-keys]");
const toggle = legend?.querySelector("button");
const kept = { get: () => { try { return localStorage.getItem("berdaya-keys"); } catch { return null; } },
  set: v => { try { localStorage.setItem("berdaya-keys", v); } catch { /* forgotten with the page */ } } };
let on = kept.get() !== "off", gone = false;

function show() {
  legend.hidden = false;
  toggle.textContent = on ? toggle.dataset.off : toggle.dataset.on;
}
if (toggle) {
  show();
  toggle.addEventListener("click", () => { on = !on; kept.set(on ? "on" : "off"); show(); });
}
addEventListener("pageshow", () => { gone = false; });
document.addEventListener("keydown", e => {
  if (!on || gone || e.repeat || e.isComposing || e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
  if (!legend?.firstElementChild.offsetParent || (e.target instanceof Element && e.target.closest("input, select, textarea, dialog, [contenteditable]"))) return;
  const button = /^[a-z]$/.test(e.key) && document.querySelector(`main [aria-keyshortcuts="${e.key}"]`);
  if (!button) return;
  e.preventDefault();
  gone = true;
  button.click();
});
