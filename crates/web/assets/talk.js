// The conversation while it is before somebody: says that they are there, that they write, and how far they
// have read; keeps what they are writing; sends without leaving the page, and again after a break of the line,
// under the number that the page was given, so that nothing is sent twice.

const BEAT_MS = 20_000; // the server forgets somebody after 45 seconds
const TYPING_MS = 3_000; // and takes them to have stopped writing after 6
const DRAFT_MS = 900;

const part = document.getElementById("live");
const here = part?.dataset.here;
const csrf = () => document.querySelector('meta[name="csrf"]')?.content ?? "";
const form = document.querySelector("form[data-talk]");
const box = form?.querySelector("textarea");

const post = (path, fields, more = {}) =>
  fetch(path, { method: "POST", headers: { "x-csrf-token": csrf() }, body: new URLSearchParams(fields), ...more }).catch(() => null);

if (here && box) {
  const last = () => part.querySelector("[data-last]")?.dataset.last ?? "0";
  const visible = () => document.visibilityState === "visible";
  let told = "";

  const sign = (typing) => {
    const fields = { delivered: last() };
    if (visible()) fields.read = last();
    if (typing) fields.typing = "1";
    const now = JSON.stringify(fields);
    told = now;
    return post(`${here}/here`, fields);
  };
  const signIfNew = () => {
    const fields = { delivered: last() };
    if (visible()) fields.read = last();
    if (JSON.stringify(fields) !== told) sign(false);
  };

  if (visible()) sign(false);
  setInterval(() => visible() && sign(false), BEAT_MS);
  document.addEventListener("visibilitychange", () => visible() && sign(false));
  addEventListener("pagehide", () => post(`${here}/here`, { gone: "1" }, { keepalive: true }));
  new MutationObserver(signIfNew).observe(part, { childList: true, subtree: true });

  // ---- What is being written.
  let typed = 0;
  let timer = 0;
  const keep = (more) => {
    clearTimeout(timer);
    timer = 0;
    post(`${here}/draft`, { message: box.value }, more);
  };
  box.addEventListener("input", () => {
    const now = Date.now();
    if (now - typed > TYPING_MS) {
      typed = now;
      sign(true);
    }
    clearTimeout(timer);
    timer = setTimeout(keep, DRAFT_MS);
  });
  addEventListener("pagehide", () => timer && keep({ keepalive: true }));
}

// ---- Sending. A form whose answer is a page of errors is shown as such by the browser itself.
if (form && here) {
  const files = form.querySelector('input[type="file"]');
  const client = form.querySelector('[name="client"]');
  const away = document.getElementById("live-away");
  let waiting = 0;

  const fresh = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`);

  const send = async (body) => {
    const answer = await fetch(here, { method: "POST", headers: { "x-csrf-token": csrf() }, body: new URLSearchParams(body), redirect: "manual" }).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) {
      // Our fault, or the network's: the same words again under the same number.
      if (away) away.hidden = false;
      waiting = setTimeout(() => send(body), 2000 + Math.random() * 2000);
      return;
    }
    if (away) away.hidden = true;
    if (answer.type !== "opaqueredirect" && !answer.ok) {
      form.submit();
      return;
    }
    box.value = "";
    form.dispatchEvent(new Event("arrived"));
    client.value = fresh();
    box.disabled = false;
    box.focus();
    document.dispatchEvent(new Event("visibilitychange")); // the part is fetched anew
  };

  form.addEventListener(
    "submit",
    (event) => {
      if (files?.files.length || !box.value.trim() || !crypto.randomUUID) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      clearTimeout(waiting);
      box.disabled = true;
      send({ message: box.value, client: client.value });
    },
    true,
  );
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
  });
}

