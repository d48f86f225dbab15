// Nicer with this, complete without it. No inline code anywhere, so the strict CSP holds.
const $ = (s, from = document) => [...from.querySelectorAll(s)];
const on = (type, fn, opt) => document.addEventListener(type, fn, opt);
const near = (e, s) => e.target instanceof Element && e.target.closest(s);

// What only works with a script is hidden until it runs; again after htmx brought something in.
const wake = () => $("[data-show], [data-copy], [data-print]").forEach(b => { b.hidden = false; });
wake();
on("htmx:after:swap", wake);
// On a phone a menu is one long row: what is open is brought into view.
for (const here of $(".desk-nav [aria-current], .top-nav [aria-current], .tabs [aria-current]")) {
  const row = here.closest("nav > ul, nav");
  row.scrollLeft = here.offsetLeft - row.offsetLeft - 48;
}
const errors = document.querySelector(".error-summary");
if (errors) errors.focus();

on("click", e => {
  const show = near(e, "[data-show]");
  if (show) {
    const field = document.getElementById(show.dataset.show);
    const open = field.type === "password";
    field.type = open ? "text" : "password";
    show.setAttribute("aria-pressed", open);
    [show.textContent, show.dataset.hide] = [show.dataset.hide, show.textContent];
  }
  const copy = near(e, "[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => toast(copy.dataset.done));
  if (near(e, "[data-print]")) print();
  const open = near(e, "[data-dialog]");
  const dialog = open && document.getElementById(open.dataset.dialog);
  if (dialog?.showModal) { e.preventDefault(); dialog.showModal(); }
  if (near(e, "[data-close]")) { e.preventDefault(); e.target.closest("dialog, .toast")?.[near(e, ".toast") ? "remove" : "close"](); }
  $("details.menu[open]").forEach(m => { if (!m.contains(e.target)) m.open = false; });
});

// The server keeps the choice in a cookie and writes it into the page; here it only shows at once.
on("submit", e => {
  const form = near(e, "form[data-theme]");
  if (form && e.submitter) {
    e.preventDefault();
    const { name, value } = e.submitter;
    const body = new URLSearchParams(new FormData(form));
    body.set(name, value);
    fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (value) document.documentElement.dataset.tema = value;
    else delete document.documentElement.dataset.tema;
    $("button", form).forEach(b => b.setAttribute("aria-pressed", b === e.submitter));
  }
  const ask = near(e, "form[data-confirm]");
  if (ask && !confirm(ask.dataset.confirm)) e.preventDefault();
});

export function toast(text) {
  const place = document.querySelector(".toasts");
  if (!place || !text) return;
  const box = document.createElement("div");
  box.className = "toast";
  box.textContent = text;
  place.append(box);
  setTimeout(() => box.remove(), 6000);
}

on("change", e => {
  const all = near(e, "[data-pick-all]");
  if (all) $("tbody .pick input", all.closest("table")).forEach(box => { box.checked = all.checked; });
});

// Keys: / to search, j and k through the rows, Enter opens, x picks, Escape closes a menu.
on("keydown", e => {
  if (e.key === "Escape") {
    const menu = near(e, "details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  }
  if (e.ctrlKey || e.metaKey || e.altKey || near(e, "input:not([type=checkbox]), select, textarea, dialog, [contenteditable]")) {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) near(e, "form")?.requestSubmit();
    return;
  }
  if (e.key === "/") { const s = document.querySelector("main [type=search]") ?? document.querySelector("[type=search]"); if (s) { e.preventDefault(); s.focus(); } }
  const rows = $("[data-rows] tbody tr");
  if (!rows.length || !"jkx".includes(e.key)) return;
  const at = rows.findIndex(r => r.classList.contains("cursor"));
  if (e.key === "x") { rows[at]?.querySelector(".pick input")?.click(); return; }
  const next = rows[Math.min(Math.max(at + (e.key === "j" ? 1 : -1), 0), rows.length - 1)];
  rows[at]?.classList.remove("cursor");
  next.classList.add("cursor");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("th a, a")?.focus({ preventScroll: true });
});
