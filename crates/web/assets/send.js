// Brings one photo to the server by tus and lets nothing be lost on the way: a cut line, a reload, a closed tab, a
// server that dies, a sign-in that ends. Until it has arrived the photo is kept in this browser, for a day at the
// longest, and for nobody but the person who chose it; signing out clears it.
/* global tus */

const DAY_MS = 24 * 60 * 60 * 1000;
const PAUSES_S = [1, 2, 4, 8, 15, 30, 30, 30, 60, 60];
const STORE = "shipments";

const opened = () => new Promise((done) => {
  if (!("indexedDB" in self)) return done(null);
  const request = indexedDB.open("proofdesk", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
  request.onsuccess = () => done(request.result);
  // Private windows and full disks: sending works, only a reload has to begin anew.
  request.onerror = request.onblocked = () => done(null);
});

const inStore = async (mode, act) => {
  const base = await opened();
  if (!base) return null;
  try {
    return await new Promise((done) => {
      const request = act(base.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => done(request.result ?? null);
      request.onerror = () => done(null);
    });
  } catch {
    return null;
  } finally {
    base.close();
  }
};

const keyOf = (owner, slot) => `${owner}:${slot}`;

/** The photo that was on its way to this place when the page went away. Others' and old ones are thrown away. */
export async function remembered(owner, slot) {
  const all = (await inStore("readonly", (store) => store.getAll())) ?? [];
  let own = null;
  for (const record of all) {
    if (record.owner !== owner || Date.now() - record.at > DAY_MS) await inStore("readwrite", (store) => store.delete(record.key));
    else if (record.key === keyOf(owner, slot)) own = record;
  }
  return own;
}

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The file's SHA-256; nothing where the page is not on a secure address, which browsers ask for. */
async function sumOf(blob) {
  if (!crypto.subtle) return null;
  return hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
}

/**
 * One photo on its way. `on` hears: `progress(sent, total)`, `checking()`, `again(offline)`, `gaveUp(why)`,
 * `signedOut()`, `tooLarge()`, `refused(html)`, `arrived(next)`.
 */
export class Shipment {
  constructor({ blob, name, slot, owner, from, url = null, on }) {
    Object.assign(this, { blob, name, slot, owner, from, url, on });
    this.tries = 0;
    this.anew = 0;
    this.running = false;
    this.timer = 0;
    this.upload = null;
    this.online = () => this.running && this.timer && this.go();
    addEventListener("online", this.online);
  }

  async start() {
    if (this.running) return;
    this.running = true;
    this.tries = 0;
    await this.remember();
    this.go();
  }

  /** Stops for now; what has arrived stays there. */
  pause() {
    this.running = false;
    this.wait(0);
    this.upload?.abort();
    this.upload = null;
  }

  /** Gives it up for good. */
  async drop() {
    this.pause();
    removeEventListener("online", this.online);
    await inStore("readwrite", (store) => store.delete(keyOf(this.owner, this.slot)));
    if (this.url) fetch(this.url, { method: "DELETE", headers: this.headers(), keepalive: true }).catch(() => {});
    this.url = null;
  }

  remember() {
    const { owner, slot, blob, name, url } = this;
    return inStore("readwrite", (store) => store.put({ key: keyOf(owner, slot), owner, slot, blob, name, url, at: Date.now() }));
  }

  headers() {
    const csrf = document.querySelector('meta[name="csrf"]').content;
    return { "X-CSRF-Token": csrf, "X-From": this.from, "Tus-Resumable": "1.0.0" };
  }

  async go() {
    this.wait(0);
    if (!this.running) return;
    this.sum ??= await sumOf(this.blob);
    if (!this.running || this.upload) return;
    const metadata = { slot: this.slot, filename: this.name, filetype: this.blob.type };
    if (this.sum) metadata.sha256 = this.sum;
    const { "X-CSRF-Token": csrf } = this.headers();
    const upload = new tus.Upload(this.blob, {
      endpoint: "/uploads", uploadUrl: this.url, metadata, headers: { "X-CSRF-Token": csrf },
      retryDelays: null, storeFingerprintForResuming: false, removeFingerprintOnSuccess: true,
      onUploadUrlAvailable: () => {
        this.url = upload.url;
        this.remember();
      },
      onProgress: (sent, total) => {
        if (this.upload !== upload) return;
        if (sent > (this.furthest ?? 0)) this.tries = 0;
        this.furthest = Math.max(this.furthest ?? 0, sent);
        this.on.progress(sent, total);
      },
      onError: (error) => {
        if (this.upload !== upload) return;
        this.upload = null;
        this.failed(error.originalResponse?.getStatus() ?? 0, Number(error.originalResponse?.getHeader("Retry-After")) || 0);
      },
      onSuccess: () => {
        if (this.upload !== upload) return;
        this.upload = null;
        this.finish();
      },
    });
    this.upload = upload;
    upload.start();
  }

  /** All bytes are there: make a picture of them. */
  async finish() {
    this.on.checking();
    let answer;
    try {
      answer = await fetch(`${this.url}/finish`, { method: "POST", headers: this.headers() });
    } catch {
      return this.failed(0, 0);
    }
    if (!this.running) return;
    if (answer.ok) {
      const { next } = await answer.json();
      this.running = false;
      removeEventListener("online", this.online);
      await inStore("readwrite", (store) => store.delete(keyOf(this.owner, this.slot)));
      this.on.arrived(next);
    } else if (answer.status === 422) {
      const html = await answer.text();
      await this.drop();
      this.on.refused(html);
    } else if ([404, 409, 460].includes(answer.status) && this.anew < 2) {
      // Swept, cut short, or damaged on its way: what is missing is sent anew.
      this.anew += 1;
      if (answer.status !== 409) this.url = null;
      this.go();
    } else {
      this.failed(answer.status, Number(answer.headers.get("Retry-After")) || 0);
    }
  }

  failed(status, least) {
    if (!this.running) return;
    if (status === 401) return this.end(() => this.on.signedOut());
    if (status === 413) return this.end(() => this.on.tooLarge());
    const passing = status === 0 || status >= 500 || [408, 409, 423, 429].includes(status);
    if (!passing || this.tries >= PAUSES_S.length) return this.end(() => this.on.gaveUp(status));
    const offline = navigator.onLine === false;
    this.on.again(offline);
    this.wait(Math.max(PAUSES_S[this.tries], least) * (0.8 + Math.random() * 0.4));
    this.tries += 1;
  }

  end(tell) {
    this.running = false;
    tell();
  }

  wait(seconds) {
    clearTimeout(this.timer);
    this.timer = seconds ? setTimeout(() => this.go(), seconds * 1000) : 0;
  }
}
