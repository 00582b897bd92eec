// Bad input against a real server: odd files, enormous and slow bodies, bursts, naughty strings. Each gets its reason or a
// clear status; nothing crashes, hangs, fills the disk, leaks a position or uses an attempt.
import test, { after, afterEach, before } from "node:test";
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Server, root, until } from "../lib/server.mjs";
import { Applicant } from "../lib/applicant.mjs";
import { launch } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import { GPS_MARK, animatedWebp, cmykJpeg, exif, gif, png, withSegment } from "../lib/oddpictures.mjs";

const MIB = 2 ** 20;
const naughty = JSON.parse(readFileSync(join(root, "e2e/data/strings-naughty.json"), "utf8"));
// As a proxy in front would have it: every request comes from an address of its own, so that rate limits stay out of the way.
let address = 0;
const from = () => ({ "x-forwarded-for": `10.${(++address >> 16) & 255}.${(address >> 8) & 255}.${address & 255}` });

/** An applicant who keeps one token for all forms, and whose requests come from everywhere. */
class Odd extends Applicant {
  static async register(server) {
    return Object.assign(new Odd(server), await Applicant.register(server));
  }

  get(path, options = {}) {
    return super.get(path, { ...options, headers: { ...from(), ...options.headers } });
  }

  /** Posts and gives back { status, html }, whatever it is. */
  async try(path, fields) {
    this.kept ??= await this.token(path);
    const answer = await this.get(path, { method: "POST", body: new URLSearchParams({ csrf: this.kept, ...fields }), headers: { origin: this.server.url } });
    return { status: answer.status, html: await answer.text(), to: answer.headers.get("location") };
  }

  /** Uploads and gives back { status, html }, whatever it is. */
  async offer(bytes, name = "photo.jpg", type = "image/jpeg") {
    this.photoToken ??= await this.token("/verify/photo/front");
    const form = new FormData();
    form.set("csrf", this.photoToken);
    form.set("from", "");
    form.set("photo", new Blob([bytes], { type }), name);
    const answer = await this.get("/verify/photo/front", { method: "POST", body: form, headers: { origin: this.server.url } });
    return { status: answer.status, html: await answer.text() };
  }

  /** The picture that counts now. */
  async picture() {
    const id = (await (await this.get("/verify/photo/front")).text()).match(/\/pictures\/([\w-]+)/)[1];
    const answer = await this.get(`/pictures/${id}`);
    assert.equal(answer.status, 200);
    return { id, bytes: Buffer.from(await answer.arrayBuffer()) };
  }

  /** What the status page says of attempts. */
  async attempts() {
    const html = await (await this.get("/status")).text();
    return html.match(/After (?:one|[\d ]+|the next) ?(?:more )?attempts? a person takes over\./)?.[0] ?? assert.fail(html.slice(0, 2000));
  }
}

let server, browser, page, small, original, somebody, disputer, disputed, attemptsBefore;

before(async () => {
  [server, browser] = await Promise.all([new Server({ env: { PROOFDESK_TRUSTED_PROXY: "true" } }).start(), launch()]);
  page = await browser.newPage();
  small = specimen("passport", { seed: 71, size: "800x600" });
  original = readFileSync(small.file);
  // Two whose turn it is, with one failed attempt: the page says how many are left.
  const yourTurn = async (seed) => {
    const passport = specimen("passport", { seed });
    const one = await Odd.register(server);
    await one.fill("standard", { ...passport, person: { ...passport.person, surname: "Otherwise" } });
    await one.send();
    return [one, (await one.outcome()).html];
  };
  let html;
  [somebody] = await yourTurn(72);
  [disputer, html] = await yourTurn(73);
  disputed = html.match(/\/dispute\/[\w-]+/)?.[0];
  assert.ok(disputed, html.slice(0, 2000));
  attemptsBefore = await somebody.attempts();
});
after(async () => { await browser?.close(); await server?.stop(); });
afterEach(async () => {
  assert.equal(server.child.exitCode, null, server.errors);
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  assert.doesNotMatch(server.errors, /panicked/);
});

const refused = (answer, reason) => {
  assert.equal(answer.status, 422, answer.html.slice(0, 500));
  assert.match(answer.html, reason);
  assert.match(answer.html, /does not count as an attempt/);
};
const FORMAT = /We cannot open this type of file/, CORRUPT = /The file does not open/;
const TOO_SMALL = /too small to read/, TOO_LARGE = /The file is too large/;

test("files that are no pictures, or are broken, get their reason and use no attempt", async () => {
  const kept = await somebody.picture();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><script>alert(1)</script></svg>';
  const html = "<!doctype html><html><body><script>alert(1)</script></body></html>";
  for (const [what, bytes, reason] of [
    ["zero bytes", Buffer.alloc(0), CORRUPT],
    ["a text", Buffer.from("this is a text file"), FORMAT],
    ["SVG", Buffer.from(svg), FORMAT],
    ["SVG behind an XML declaration", Buffer.from(`<?xml version="1.0"?>\n${svg}`), FORMAT],
    ["HTML", Buffer.from(html), FORMAT],
    ["one pixel", png(1, 1), TOO_SMALL],
    ["30,000 x 30,000", png(8, 8, { claim: [30_000, 30_000] }), TOO_LARGE],
    ["a JPEG cut off", original.subarray(0, original.length >> 1), CORRUPT],
    ["a JPEG of which only the start came", original.subarray(0, 300), CORRUPT],
  ]) {
    for (const [name, type] of [["photo.jpg", "image/jpeg"], ["photo.svg", "image/svg+xml"]]) {
      const answer = await somebody.offer(bytes, name, type);
      try { refused(answer, reason); } catch (error) { error.message = `${what} as ${name}: ${error.message}`; throw error; }
    }
  }
  assert.equal((await somebody.picture()).id, kept.id, "the earlier picture stays");
  assert.equal(await somebody.attempts(), attemptsBefore);
});

test("CMYK and 16 bits a colour are taken in as pictures, animations refused with their reason", async () => {
  const still = Buffer.from(await page.evaluate(async (jpeg) => {
    const bitmap = await createImageBitmap(await (await fetch(jpeg)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp" })).arrayBuffer());
    return [...bytes];
  }, dataUrl(original)));
  const named = (what, check) => { try { return check(); } catch (error) { error.message = `${what}: ${error.message}`; throw error; } };
  for (const [what, bytes] of [["CMYK JPEG", cmykJpeg(800, 600)], ["16-bit PNG", png(800, 600, { depth: 16 })], ["still WebP", still]]) {
    const answer = await somebody.offer(bytes);
    named(what, () => assert.equal(answer.status, 303, answer.html.slice(0, 500)));
    assert.deepEqual(await sizeOf((await somebody.picture()).bytes), [800, 600], what);
  }
  const kept = await somebody.picture();
  for (const [what, bytes] of [["animated PNG", png(800, 600, { frames: 2 })], ["animated WebP", animatedWebp(still, 800, 600)], ["animated GIF", gif]]) {
    const answer = await somebody.offer(bytes);
    named(what, () => refused(answer, FORMAT));
  }
  assert.equal((await somebody.picture()).id, kept.id, "the earlier picture stays");
  assert.equal(await somebody.attempts(), attemptsBefore);
});

test("EXIF: all eight rotations come out upright, and no position survives", async () => {
  const stored = await page.evaluate(async (jpeg) => {
    const bitmap = await createImageBitmap(await (await fetch(jpeg)).blob());
    const { width: w, height: h } = bitmap;
    // How the upright picture is turned into what a camera stores with that orientation (EXIF 2.32, 4.6.4).
    const turns = [
      [1, 0, 0, 1, 0, 0], [-1, 0, 0, 1, w, 0], [-1, 0, 0, -1, w, h], [1, 0, 0, -1, 0, h],
      [0, 1, 1, 0, 0, 0], [0, -1, 1, 0, 0, w], [0, -1, -1, 0, h, w], [0, 1, -1, 0, h, 0],
    ];
    return Promise.all(turns.map(async (turn, i) => {
      const canvas = i < 4 ? new OffscreenCanvas(w, h) : new OffscreenCanvas(h, w);
      const pen = canvas.getContext("2d");
      pen.setTransform(...turn);
      pen.drawImage(bitmap, 0, 0);
      return [...new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 })).arrayBuffer())];
    }));
  }, dataUrl(original));
  for (const [i, bytes] of stored.entries()) {
    const orientation = i + 1;
    const tagged = withSegment(Buffer.from(bytes), 0xe1, exif(orientation));
    // A browser agrees that it stands upright: the picture and its tag fit each other.
    assert.ok(await difference(tagged, original) < 6, `made wrongly: ${orientation}`);
    const answer = await somebody.offer(tagged);
    assert.equal(answer.status, 303, `${orientation}: ${answer.html.slice(0, 500)}`);
    const { bytes: served } = await somebody.picture();
    assert.deepEqual(await sizeOf(served), [800, 600], `orientation ${orientation}`);
    const off = await difference(served, original);
    assert.ok(off < 6, `orientation ${orientation} is off by ${off}`);
    for (const mark of ["Exif", "GPS", GPS_MARK]) assert.equal(served.indexOf(mark), -1, `${mark} survives in ${orientation}`);
  }
  assert.equal(await somebody.attempts(), attemptsBefore);
});

test("the same picture again is kept once", async () => {
  const picture = withSegment(original, 0xfe, Buffer.from("once"));
  assert.equal((await somebody.offer(picture)).status, 303);
  const first = await somebody.picture();
  const files = filesUnder(join(server.data, "objects")).length;
  assert.ok(files > 0);
  assert.equal((await somebody.offer(picture, "other-name.jpg")).status, 303);
  assert.equal((await somebody.picture()).id, first.id);
  assert.equal(filesUnder(join(server.data, "objects")).length, files);
});

for (const announced of [true, false]) {
  test(`200 MB, ${announced ? "announced" : "in chunks without a length"}: refused, little memory, nothing kept`, async () => {
    const token = await somebody.token("/verify/photo/front");
    const before = bytesUnder(server.data);
    let most = 0;
    const watch = setInterval(() => { most = Math.max(most, rss()); }, 20);
    const answer = await pour("/verify/photo/front", somebody, token, 200 * MIB, announced).finally(() => clearInterval(watch));
    most = Math.max(most, rss());
    assert.equal(answer.status, 413);
    assert.match(answer.html, TOO_LARGE);
    assert.ok(most > 0 && most < 700 * MIB, `${most / MIB} MiB of memory`);
    const grown = bytesUnder(server.data) - before;
    assert.ok(grown < 4 * MIB, `${grown} bytes remain`);
    assert.equal(await somebody.attempts(), attemptsBefore);
  });
}

test("500 uploads at once: each is answered clearly, in bounded memory, and what can be kept is", async () => {
  const crowd = await Promise.all(Array.from({ length: 20 }, async () => {
    const one = await Odd.register(server);
    await one.fill("standard", small);
    one.photoToken = await one.token("/verify/photo/front");
    return one;
  }));
  // Each of 2 MB, 1 GB together; every tenth opens, the others are cut off within their padding.
  const padding = Buffer.alloc(60_000, 7);
  let whole = original;
  while (whole.length < 2 * MIB) whole = withSegment(whole, 0xfe, padding);
  const cut = whole.subarray(0, whole.length - original.length);
  const before = rss();
  const disk = bytesUnder(server.data);
  const answers = await Promise.all(Array.from({ length: 500 }, (_, i) => {
    const one = crowd[i % crowd.length];
    const mark = Buffer.from(`\xff\xd8\xff\xfe\x00\x06${String(i).padStart(4, "0")}`, "latin1");
    return send("/verify/photo/front", one, one.photoToken, [mark, (Math.floor(i / crowd.length) % 10 === 0 ? whole : cut).subarray(2)]);
  }));
  const counts = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  const told = JSON.stringify(counts);
  assert.deepEqual(Object.keys(counts).filter((status) => !["303", "422", "429", "503"].includes(status)), [], told);
  assert.ok((counts[303] ?? 0) >= crowd.length, told);
  for (const { status, html } of answers) if (status === 422) assert.match(html, CORRUPT);
  for (const one of crowd) assert.deepEqual(await sizeOf((await one.picture()).bytes), [800, 600]);
  const [memory, grown] = [hwm(), bytesUnder(server.data) - disk];
  assert.ok(memory - before < 400 * MIB, `${memory / MIB} MiB at most, ${before / MIB} before: ${told}`);
  assert.ok(grown < 400 * MIB, `${grown / MIB} MiB on the disk: ${told}`);
});

test("naughty strings in every field: never a fault of ours, never raw in a page", async () => {
  const fault = [];
  let asked = 0;
  /** Sends strings through one field, a few at a time, and looks at each answer and at the page it leads to. */
  const through = async (what, who, path, step, fields) => {
    const benign = await who.try(path, fields("Plain"));
    const plain = new Map([[benign.status, tags(benign.html)]]);
    const some = naughty.filter((_, i) => i % 8 === step % 8);
    for (let at = 0; at < some.length; at += 4) {
      await Promise.all(some.slice(at, at + 4).map(async (string) => {
        asked++;
        const answer = await who.try(path, fields(string));
        const told = (why) => fault.push(`${what} ${JSON.stringify(string.slice(0, 60))}: ${answer.status} ${why}`);
        if (answer.status >= 500 || answer.status === 429) told("");
        if (answer.status >= 300 && answer.status < 400) return;
        const unknown = raw(answer.html, string) ?? news(answer.html, plain.get(answer.status));
        if (unknown) told(`raw: ${unknown}`);
      }));
    }
  };
  const stranger = () => new Odd(server);
  const long = (string) => (string || " ").repeat(Math.ceil(1_001 / Math.max(1, [...string].length)));
  await Promise.all([
    through("register, address", stranger(), "/register", 0, (s) => ({ email: s, password: "seven quiet harbours wait", invitation: "" })),
    // A wrong address brings the page back with everything typed.
    through("register, invitation", stranger(), "/register", 1, (s) => ({ email: `no address ${++asked}`, password: "short", invitation: s })),
    through("sign-in", stranger(), "/sign-in", 2, (s) => ({ email: s, password: s, next: s })),
    through("reset", stranger(), "/reset", 3, (s) => ({ email: s })),
    // Too long, so that the page comes back with what was typed.
    through("dispute", disputer, disputed, 5, (s) => ({ sentence: long(s) })),
    (async () => {
      // One after another: they write to one case. An impossible birthday brings the page back with everything typed.
      const typed = { from: "", birth_year: "2001", birth_month: "13", birth_day: "41", nationality: "UTO", surname: "A", given_names: "B", native_name: "", document_number: "C1" };
      for (const [i, field] of ["surname", "given_names", "native_name", "nationality", "document_number", "birth_year", "from"].entries()) {
        await through(`details, ${field}`, somebody, "/verify/details", 4 + i, (s) => ({ ...typed, [field]: s }));
      }
      somebody.kept = undefined;
      await through("talk", somebody, "/talk", 6, (s) => ({ message: s }));
    })(),
  ]);
  assert.deepEqual(fault, [], `${asked} strings sent`);
  const talked = await (await somebody.get("/talk")).text();
  const scripts = naughty.filter((s, i) => i % 8 === 6 && /<script/i.test(s));
  assert.ok(scripts.length > 3 && talked.includes("&lt;script"), "the conversation shows them as text");
  for (const string of scripts) assert.equal(raw(talked, string), null, string);
  assert.equal(await somebody.attempts(), attemptsBefore);
});

test("a dispute and an invitation that hold a script are taken, and shown as text", async () => {
  const script = '"><script>alert(1)</script>';
  const one = stranger();
  const registered = await one.try("/register", { email: one.email, password: "seven quiet harbours wait", invitation: script });
  assert.ok([303, 422].includes(registered.status), String(registered.status));
  assert.equal(raw(registered.html, script), null);
  disputer.kept = undefined;
  const said = await disputer.try(disputed, { sentence: script });
  assert.equal(said.status, 303, said.html.slice(0, 500));
  assert.equal(raw(await (await disputer.get("/status")).text(), script), null);
});

test("slow clients are let go, hold nobody up, and get their places back", async () => {
  // A server that waits for two seconds, so that this test need not wait for thirty.
  const brief = await new Server({ env: { PROOFDESK_TRUSTED_PROXY: "true", PROOFDESK_CLIENT_PATIENCE: "2" } }).start();
  try {
    const one = await Odd.register(brief);
    await one.fill("standard", small);
    const token = await one.token("/verify/photo/front");
    const edge = "slow-edge";
    const head = (path, type, length) => `POST ${path} HTTP/1.1\r\nhost: ${new URL(brief.url).host}\r\ncookie: ${one.cookie()}\r\nx-csrf-token: ${token}\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;
    const part = `--${edge}\r\ncontent-disposition: form-data; name="photo"; filename="p.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`;
    const upload = `${head("/verify/photo/front", `multipart/form-data; boundary=${edge}`, 20_000_000)}${part}abc`;
    const form = `${head("/verify/details", "application/x-www-form-urlencoded", 5_000)}surname=A`;
    const waiting = Promise.all([
      stall(brief, "G"), stall(brief, "GET / HTTP/1.1\r\nx-dribble: ", true),
      stall(brief, upload), stall(brief, upload, true),
      stall(brief, form), stall(brief, form, true),
    ]);
    const times = [];
    for (let i = 0; i < 20; i++) {
      const began = performance.now();
      await (await one.get(i % 2 ? "/help" : "/status")).text();
      times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    const ended = await waiting;
    assert.ok(times[10] < 500 && times.at(-1) < 3_000, `others wait: ${times}`);
    for (const [i, { closed, seconds, said }] of ended.entries()) {
      assert.ok(closed && seconds > 1 && seconds < 12, `${i}: ${closed} after ${seconds} s`);
      if (i > 1) assert.match(said, /^HTTP\/1\.1 408 /, String(i));
    }
    // Three places are each person's: had a slow upload kept one, these would wait a minute for it.
    const began = performance.now();
    const again = await Promise.all([1, 2, 3].map((n) => one.offer(withSegment(original, 0xfe, Buffer.from(`after ${n}`)))));
    assert.deepEqual(again.map(({ status }) => status), [303, 303, 303]);
    assert.ok(performance.now() - began < 20_000);
  } finally {
    await brief.stop();
  }
});

function stranger() { return new Odd(server); }

/** Sends that much, then nothing, or with `dribbles` a byte twice a second; tells when the server closed, and what it said first. */
function stall(server, bytes, dribbles = false) {
  return new Promise((done) => {
    const began = performance.now();
    const { hostname, port } = new URL(server.url);
    const socket = net.connect(Number(port), hostname, () => socket.write(bytes));
    let said = "";
    const end = (closed) => {
      clearTimeout(timer);
      clearInterval(drops);
      socket.destroy();
      done({ closed, seconds: (performance.now() - began) / 1000, said: said.slice(0, 200) });
    };
    const timer = setTimeout(() => end(false), 20_000);
    const drops = dribbles ? setInterval(() => socket.writable && socket.write("x"), 500) : undefined;
    socket.on("data", (chunk) => { said += chunk; });
    socket.on("end", () => end(true));
    socket.on("error", () => end(true));
    socket.on("close", () => end(true));
  });
}

/** Uploads a picture in parts that all requests share, and gives back the answer. */
function send(path, who, token, parts) {
  return new Promise((done, fail) => {
    const edge = "send-edge";
    const head = Buffer.from(`--${edge}\r\ncontent-disposition: form-data; name="photo"; filename="p.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`);
    const all = [head, ...parts, Buffer.from(`\r\n--${edge}--\r\n`)];
    const request = http.request(server.url + path, {
      method: "POST",
      headers: { cookie: who.cookie(), "x-csrf-token": token, "content-type": `multipart/form-data; boundary=${edge}`, "content-length": all.reduce((sum, part) => sum + part.length, 0), ...from() },
    }, (answer) => {
      let html = "";
      answer.on("data", (chunk) => { html += chunk; });
      answer.on("end", () => done({ status: answer.statusCode, html }));
    });
    request.on("error", fail);
    for (const part of all) request.write(part);
    request.end();
  });
}

/** Uploads so many zeros as they are asked for, and gives back the answer. */
function pour(path, who, token, size, announced) {
  return new Promise((done, fail) => {
    const edge = "pour-edge";
    const head = Buffer.from(`--${edge}\r\ncontent-disposition: form-data; name="photo"; filename="p.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`);
    const tail = Buffer.from(`\r\n--${edge}--\r\n`);
    const length = announced ? { "content-length": head.length + size + tail.length } : { "transfer-encoding": "chunked" };
    const request = http.request(server.url + path, {
      method: "POST",
      headers: { cookie: who.cookie(), "x-csrf-token": token, "content-type": `multipart/form-data; boundary=${edge}`, ...length, ...from() },
    }, (answer) => {
      let html = "";
      answer.on("data", (chunk) => { html += chunk; });
      answer.on("end", () => done({ status: answer.statusCode, html }));
    });
    request.setTimeout(60_000, () => request.destroy(new Error("no answer to 200 MB")));
    request.on("error", fail);
    const zeros = Buffer.alloc(MIB);
    let left = size;
    const more = () => {
      while (left > 0) {
        left -= zeros.length;
        if (!request.write(zeros)) return request.once("drain", more);
      }
      request.end(tail);
    };
    request.write(head);
    more();
  });
}

function rss() {
  const found = readFileSync(`/proc/${server.child.pid}/status`, "utf8").match(/^VmRSS:\s+(\d+) kB$/m);
  return Number(found[1]) * 1024;
}

/** The most memory that the server ever had. */
function hwm() {
  return Number(readFileSync(`/proc/${server.child.pid}/status`, "utf8").match(/^VmHWM:\s+(\d+) kB$/m)[1]) * 1024;
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.path, entry.name));
}

function bytesUnder(folder) {
  return filesUnder(folder).reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

const dataUrl = (bytes) => `data:image/jpeg;base64,${bytes.toString("base64")}`;

function sizeOf(bytes) {
  return page.evaluate(async (url) => {
    const bitmap = await createImageBitmap(await (await fetch(url)).blob());
    return [bitmap.width, bitmap.height];
  }, dataUrl(bytes));
}

/** How far two pictures are apart, in mean levels of 255, as a browser shows them. */
function difference(one, other) {
  return page.evaluate(async (urls) => {
    const [a, b] = await Promise.all(urls.map(async (url) => {
      const bitmap = await createImageBitmap(await (await fetch(url)).blob());
      const pen = new OffscreenCanvas(160, 120).getContext("2d");
      pen.imageSmoothingQuality = "high";
      pen.drawImage(bitmap, 0, 0, 160, 120);
      return pen.getImageData(0, 0, 160, 120).data;
    }));
    return a.reduce((sum, level, i) => sum + Math.abs(level - b[i]), 0) / a.length;
  }, [dataUrl(one), dataUrl(other)]);
}

/** The string as it was sent, where a page would take it for markup; null if it is not there. */
function raw(html, string) {
  const sent = string.trim();
  return /<[a-z/!?]|"[^"]*=/i.test(sent) && sent.length > 3 && html.includes(sent) ? sent : null;
}

/** Every kind of tag with the names of its attributes. */
function tags(html) {
  const found = new Set();
  for (const [, name, rest] of html.matchAll(/<([a-z!?/][^\s>"']*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi)) {
    found.add([name, ...rest.replace(/"[^"]*"|'[^']*'/g, "").split(/[\s=/]+/).filter(Boolean)].join(" "));
  }
  return found;
}

/** What a page holds that it does not hold with a plain word: scripts, handlers, foreign tags. */
function news(html, plain) {
  for (const tag of tags(html)) {
    if (/\son\w+/i.test(tag) || (plain && /^(script|img|iframe|svg|style|object|embed|body|x|u)\b/i.test(tag) && !plain.has(tag))) return tag;
  }
  return null;
}
