// The browser's half of passkeys.
const from = s => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const to = b => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const send = async (url, body) => {
  const headers = { "content-type": "application/json" };
  const got = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const json = await got.json();
  if (!got.ok) throw { say: json.detail || json.title };
  return json;
};
let waiting;

async function run(box, quiet) {
  const { passkey, begin, finish, ke } = box.dataset;
  const { ceremony, options: { publicKey: o } } = await send(begin, {});
  waiting?.abort();
  const { signal } = waiting = new AbortController();
  o.challenge = from(o.challenge);
  if (o.user) o.user.id = from(o.user.id);
  for (const c of o.excludeCredentials || []) c.id = from(c.id);
  const c = passkey === "create"
    ? await navigator.credentials.create({ publicKey: o, signal })
    : await navigator.credentials.get({ publicKey: o, signal, ...(quiet && { mediation: "conditional" }) });
  const r = c.response, response = { clientDataJSON: to(r.clientDataJSON) };
  for (const k of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (r[k]) response[k] = to(r[k]);
  const credential = { id: c.id, rawId: to(c.rawId), type: c.type, response, extensions: {} };
  location.assign((await send(finish, { ceremony, credential, next: ke })).next);
}

if (window.PublicKeyCredential) for (const box of document.querySelectorAll("[data-passkey]")) {
  box.hidden = false;
  const error = box.querySelector(".error");
  box.querySelector("button").addEventListener("click", () => {
    error.hidden = true;
    run(box).catch(e => { error.textContent = e.say || box.dataset.failed, error.hidden = false; });
  });
  if (box.dataset.passkey === "get") PublicKeyCredential.isConditionalMediationAvailable?.()
    .then(can => can && run(box, true)).catch(() => {});
}
