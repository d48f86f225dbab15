// The door of a session. What is read is kept on this device until the server has said what it is: green is said by the
// server alone. Without a network it is yellow, and goes out when the network is back; the key of each sight sees to it that
// telling it twice is no second time.
const door = document.querySelector("[data-door]");
const form = door.querySelector("form"), field = form.querySelector("input[name=token]");
const log = door.querySelector("[data-log]"), count = door.querySelector("[data-count]");
const place = "berdaya-door-" + door.dataset.session, known = new Set(door.dataset.known.split(" "));
const read = () => { try { return JSON.parse(localStorage.getItem(place)) ?? []; } catch { return []; } };
let queue = read(), sending = false;
const done = new Set();

// Where nothing can be kept, the form goes to the server as it would without a script.
function keep() {
  try { localStorage.setItem(place, JSON.stringify(queue)); } catch { return false; }
  count.hidden = !queue.length;
  count.textContent = door.dataset.sayWaiting.replace("0", queue.length);
  return true;
}
// As the server reads it, so that the same card is known again.
function plain(text) {
  const parts = text.split("/").pop().trim().toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1").split(/[^A-Z0-9]+/).filter(Boolean);
  const seal = parts.slice(2).join("");
  return /^\d+$/.test(parts[0]) && /^\d+$/.test(parts[1]) && seal.length === 8 ? `${+parts[0]}-${+parts[1]}-${seal.slice(0, 4)}-${seal.slice(4)}` : null;
}
async function digest(text) {
  if (!crypto.subtle) return null;
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes.slice(0, 8)].map(b => b.toString(16).padStart(2, "0")).join("");
}
function say(id, tone, text) {
  let line = document.getElementById(id);
  if (!line) {
    line = document.createElement("li");
    line.id = id;
    log.prepend(line);
    while (log.children.length > 30) log.lastElementChild.remove();
  }
  const badge = document.createElement("span");
  badge.className = "badge " + tone;
  badge.textContent = text;
  line.replaceChildren(badge);
}
async function send() {
  if (sending || !queue.length) return;
  sending = true;
  for (const one of [...queue]) {
    let answer;
    try {
      answer = await fetch(door.dataset.send, { method: "POST", headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: one.token, at: one.at, key: one.key }) });
    } catch { break; }
    // Signed out, or a fault of the server: nothing is lost, and nothing is green.
    if (!answer.ok) { if ([401, 403].includes(answer.status)) say(one.key, "warn", door.dataset.saySignIn); break; }
    const verdict = await answer.json();
    queue = queue.filter(other => other.key !== one.key);
    if (verdict.present || verdict.why === "already") done.add(one.token);
    keep();
    say(one.key, verdict.present ? "ok" : "bad", [verdict.name ?? one.token, verdict.text].join(": "));
  }
  sending = false;
}
async function take(text) {
  const token = plain(text);
  if (!token) { say("no-token", "bad", door.dataset.sayForm); return; }
  if (done.has(token) || queue.some(one => one.token === token)) { say("twice-" + token, "warn", `${token}: ${door.dataset.sayTwice}`); return; }
  const key = [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, "0")).join("");
  queue.push({ token, key, at: new Date().toISOString() });
  if (!keep()) { form.submit(); return; }
  const hash = await digest(token);
  say(key, "warn", `${token}: ${hash && !known.has(hash) ? door.dataset.sayDoubt : door.dataset.sayKept}`);
  send();
}
form.addEventListener("submit", e => { e.preventDefault(); take(field.value); field.value = ""; field.focus(); });
addEventListener("online", send);
setInterval(send, 15000);
keep();
queue.forEach(one => say(one.key, "warn", `${one.token}: ${door.dataset.sayKept}`));
send();

const button = door.querySelector("[data-camera]"), view = door.querySelector("[data-view]");
if ("BarcodeDetector" in window && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      view.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      await view.play();
    } catch { say("no-camera", "warn", door.dataset.sayNoCamera); return; }
    button.hidden = true;
    view.hidden = false;
    const eye = new BarcodeDetector({ formats: ["qr_code"] });
    let last = "";
    setInterval(async () => {
      const [code] = await eye.detect(view).catch(() => []);
      if (code && code.rawValue !== last) { last = code.rawValue; take(last); }
    }, 300);
  });
}
