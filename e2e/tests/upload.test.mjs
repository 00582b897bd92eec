// Uploads that resume: the protocol by an independent client, and the page (tus-js-client) over a line that is cut,
// a server that is killed, a reload, and a sign-in that ends.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { connect } from "node:net";
import { readFileSync } from "node:fs";
import { launch, visitor } from "../lib/browser.mjs";
import { Applicant } from "../lib/applicant.mjs";
import { Server, until } from "../lib/server.mjs";
import { pdfOf } from "../lib/pdf.mjs";
import { specimen } from "../lib/specimens.mjs";
import { Tus } from "../lib/tus.mjs";
import { Wire } from "../lib/wire.mjs";
import * as portal from "../lib/portal.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([new Server().start(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** An applicant over plain HTTP who stands before the photo. */
async function atThePhoto(kind = "passport", person = specimen("passport", { seed: 61 }).person) {
  const somebody = await Applicant.register(server);
  await somebody.post("/levels", { level: "standard" });
  const [year, month, day] = person.birthDate.split("-");
  await somebody.post("/verify/details", {
    from: "", surname: person.surname, given_names: person.givenNames, native_name: "", birth_year: year, birth_month: month,
    birth_day: day, nationality: person.nationality, document_number: person.documentNumber,
  });
  await somebody.post("/verify/document", { from: "", kind, issuing_country: "UTO" });
  return somebody;
}

const finish = async (somebody, path) => {
  const csrf = await somebody.token("/verify/photo/front");
  return somebody.get(`${path}/finish`, { method: "POST", headers: { "Tus-Resumable": "1.0.0", "X-CSRF-Token": csrf } });
};

test("an independent client: what is offered, creation, parts, sums, an end, and a picture", async () => {
  const somebody = await atThePhoto();
  const tus = new Tus((path, options) => somebody.get(path, options));
  const offered = await somebody.get("/uploads", { method: "OPTIONS" });
  assert.equal(offered.status, 204);
  assert.deepEqual(offered.headers.get("tus-extension").split(","), ["creation", "termination", "checksum", "expiration"]);
  assert.equal(offered.headers.get("tus-version"), "1.0.0");

  const bytes = readFileSync(specimen("passport", { seed: 61 }).file);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const made = await tus.create(bytes.length, { slot: "front", filename: "照片.jpg", sha256 });
  assert.equal(made.status, 201);
  assert.equal(made.headers.get("tus-resumable"), "1.0.0");
  const path = made.headers.get("location");
  assert.match(path, /^\/uploads\/[0-9a-f-]{36}$/);
  assert.ok(Date.parse(made.headers.get("upload-expires")) > Date.now());

  const half = bytes.length >> 1;
  const first = await tus.patch(path, 0, bytes.subarray(0, half), { sum: "sha1" });
  assert.equal(first.status, 204);
  assert.equal(first.headers.get("upload-offset"), String(half));
  const wrong = await tus.patch(path, half, bytes.subarray(half), { "Upload-Checksum": `sha1 ${Buffer.alloc(20).toString("base64")}` });
  assert.equal(wrong.status, 460, "a sum that differs");
  assert.equal((await finish(somebody, path)).status, 409, "not whole yet");
  const standing = await tus.head(path);
  assert.equal(standing.status, 200);
  assert.equal(standing.headers.get("cache-control"), "no-store");
  assert.equal(standing.headers.get("upload-offset"), String(half), "nothing of it was kept");
  assert.equal(standing.headers.get("upload-length"), String(bytes.length));
  const second = await tus.patch(path, half, bytes.subarray(half), { sum: "sha256" });
  assert.equal(second.status, 204);

  const whole = await finish(somebody, path);
  assert.equal(whole.status, 200);
  assert.deepEqual(await whole.json(), { next: "/verify/check" });
  assert.equal((await finish(somebody, path)).status, 200, "asked twice, answered twice");

  const dropped = (await tus.create(1000, { slot: "front" })).headers.get("location");
  assert.equal((await tus.delete(dropped)).status, 204);
  assert.equal((await tus.head(dropped)).status, 404);
});

test("what lies, overflows, differs or is somebody else's is refused, and the upload stays as it was", async () => {
  const [ada, bea] = [await atThePhoto(), await atThePhoto()];
  const tus = new Tus((path, options) => ada.get(path, options));
  const others = new Tus((path, options) => bea.get(path, options));
  const path = (await tus.create(1000, { slot: "front" })).headers.get("location");
  const bytes = Buffer.alloc(600, 7);
  assert.equal((await tus.patch(path, 0, bytes)).status, 204);

  assert.equal((await tus.patch(path, 0, bytes)).status, 409, "an old offset");
  assert.equal((await tus.patch(path, 999, Buffer.alloc(1))).status, 409, "a gap");
  assert.equal((await tus.patch(path, 600, bytes)).status, 413, "more than announced");
  for (const lie of ["-1", "18446744073709551616", "6e2", ""]) {
    assert.equal((await tus.patch(path, 600, Buffer.alloc(1), { "Upload-Offset": lie })).status, 400, lie);
  }
  assert.equal((await tus.patch(path, 600, Buffer.alloc(1), { "Content-Type": "image/jpeg" })).status, 415);
  assert.equal((await tus.patch(path, 600, Buffer.alloc(1), { "Upload-Checksum": "md5 AAAA" })).status, 400);
  assert.equal((await tus.head(path, { "Tus-Resumable": "0.2.2" })).status, 412);
  for (const length of ["0", "-5", "99999999999999999999999", "1e3", "abc"]) {
    assert.equal((await tus.create(length, { slot: "front" })).status, 400, length);
  }
  assert.equal((await tus.create("9223372036854775807", { slot: "front" })).status, 413);
  assert.equal((await tus.create(1000, { slot: "back" })).status, 400, "a passport has no back");
  assert.equal((await tus.create(1000, {})).status, 400, "no slot");
  assert.equal((await tus.create(1000, { slot: "front" }, { "Sec-Fetch-Site": "cross-site" })).status, 403, "another site's page");

  for (const [what, answer] of [
    ["standing", await others.head(path)], ["part", await others.patch(path, 600, Buffer.alloc(1))],
    ["end", await others.delete(path)], ["finish", await finish(bea, path)],
  ]) assert.equal(answer.status, 404, `somebody else's ${what}`);
  const nobody = await fetch(server.url + path, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } });
  assert.equal(nobody.status, 401);
  assert.equal((await tus.head(path)).headers.get("upload-offset"), "600");
  assert.equal((await tus.patch(path, 600, Buffer.alloc(400))).status, 204);
  const refused = await finish(ada, path);
  assert.equal(refused.status, 422, "no picture: the page says why");
  assert.match(await refused.text(), /cannot be used/);

  // A header of a megabyte ends the request, not the server.
  const { hostname, port } = new URL(server.url);
  const answer = await new Promise((done) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    socket.on("data", (data) => (text += data));
    socket.on("error", () => done(text));
    socket.on("close", () => done(text));
    socket.write(`HEAD ${path} HTTP/1.1\r\nHost: x\r\nUpload-Metadata: ${"A".repeat(1 << 20)}\r\n\r\n`);
  });
  assert.ok(answer === "" || /^HTTP\/1.1 4/.test(answer), answer.slice(0, 80));
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
});

test("HEIC and a photo in a PDF are opened by the server; a PDF that acts or is locked is refused with its reason", async () => {
  const { file, person } = specimen("passport", { seed: 71, size: "1280x720" });
  const [heic, jpeg] = [readFileSync(new URL("../data/passport-71.heic", import.meta.url)), readFileSync(file)];
  const paper = { width: 1280, height: 720 };
  const somebody = await atThePhoto("passport", person);
  for (const [name, type, bytes] of [["IMG_1.HEIC", "image/heic", heic], ["scan.pdf", "application/pdf", pdfOf(jpeg, paper)]]) {
    const answer = await somebody.upload("front", bytes, name, type);
    assert.equal(answer.headers.get("location"), "/verify/check", `${name}: ${answer.status}`);
    const [, picture] = (await (await somebody.get("/verify/check")).text()).match(/src="(\/pictures\/[^"]+)"/);
    const shown = await somebody.get(picture);
    assert.equal(shown.headers.get("content-type"), "image/jpeg", name);
    assert.ok((await shown.arrayBuffer()).byteLength > 20_000, name);
  }
  const lock = "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt <</Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f> /U <000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f>>>";
  for (const [what, bytes, words] of [
    ["a script", pdfOf(jpeg, { ...paper, catalogue: "/OpenAction <</S /JavaScript /JS (app.alert(1))>>" }), /nothing that runs by itself/],
    ["a password", pdfOf(jpeg, { ...paper, trailer: lock }), /asks for a password/],
    ["no picture", Buffer.from("%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj"), /does not open/],
  ]) {
    const answer = await somebody.upload("front", bytes, "scan.pdf", "application/pdf");
    assert.equal(answer.status, 422, what);
    assert.match(await answer.text(), words, what);
  }
});

test("uploads that are begun and left are bounded for everybody", async () => {
  const somebody = await atThePhoto();
  const tus = new Tus((path, options) => somebody.get(path, options));
  const paths = [];
  let last = 201;
  for (let i = 0; i < 40 && last === 201; i++) {
    const made = await tus.create(20_000_000, { slot: "front" });
    last = made.status;
    if (last === 201) paths.push(made.headers.get("location"));
  }
  const alive = [];
  for (const path of paths) if ((await tus.head(path)).status === 200) alive.push(path);
  assert.equal(alive.length, 6, "the oldest make room");
  assert.deepEqual(alive, paths.slice(-6));
});

test("a line that is cut, a killed server and a reload: the page goes on where it stopped", async () => {
  const wire = await new Wire(server.url).start();
  try {
    const page = await visitor(browser);
    page.setDefaultTimeout(60_000);
    const passport = specimen("passport", { seed: 62, size: "2600x1950" });
    const through = { ...server, url: wire.url, mailTo: (...args) => server.mailTo(...args) };
    await portal.register(page, through);
    await portal.choose(page, "standard");
    await portal.details(page, passport.person);
    await portal.document(page, "passport");
    await page.waitForURL("**/verify/photo/front");
    await page.locator("#photo").setInputFiles(passport.file);
    const offsets = [];
    page.on("response", (answer) => answer.request().method() === "HEAD" && offsets.push(Number(answer.headers()["upload-offset"])));
    wire.cutEvery(150_000, 4);
    await page.locator("[data-send]").click();
    await until(() => wire.cuts >= 2, 60_000, "two cuts");
    await page.reload();
    await server.stop("SIGKILL");
    await server.start();
    await page.waitForURL("**/verify/check", { timeout: 120_000 });
    assert.ok(wire.cuts >= 2);
    // How many bytes it cost is measured in bench/capture: a browser itself sends again what it lost on a line that it reused.
    assert.ok(offsets.some((offset) => offset > 0), `it went on where it stopped: ${offsets}`);
    assert.deepEqual(page.faults, []);
  } finally {
    await wire.stop();
  }
});

test("the sign-in ends while a photo is under way: the page says so, and it arrives after signing in", async () => {
  const page = await visitor(browser);
  page.setDefaultTimeout(60_000);
  const passport = specimen("passport", { seed: 63 });
  const email = await portal.register(page, server);
  await portal.choose(page, "standard");
  await portal.details(page, passport.person);
  await portal.document(page, "passport");
  await page.waitForURL("**/verify/photo/front");
  const cookies = await page.context().cookies();
  await page.context().clearCookies({ name: "pd_session" });
  await page.locator("#photo").setInputFiles(passport.file);
  await page.locator("[data-send]").click();
  await page.getByText("Your sign-in has ended").waitFor();
  assert.ok(cookies.some((cookie) => cookie.name === "pd_session"));
  await page.locator("[data-said] a").click();
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(portal.password);
  await portal.go(page);
  await page.waitForURL("**/verify/check", { timeout: 60_000 });
  assert.deepEqual(page.faults, []);
});

test("what was typed is kept through a reload and a sign-in that ended, and goes once it has arrived", async () => {
  const page = await visitor(browser);
  page.setDefaultTimeout(60_000);
  const { person } = specimen("passport", { seed: 64 });
  const email = await portal.register(page, server);
  await portal.choose(page, "standard");
  await page.locator("#surname").fill("Half-Typed");
  await page.locator("#nationality").selectOption("UTO");
  await page.reload();
  assert.equal(await page.locator("#surname").inputValue(), "Half-Typed");
  assert.equal(await page.locator("#nationality").inputValue(), "UTO");

  await page.context().clearCookies({ name: "pd_session" });
  await portal.details(page, person);
  // The form's token ended with the session: the page says so, or the way leads to the sign-in.
  await page.goto(`${server.url}/sign-in?next=/verify/details`);
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(portal.password);
  await portal.go(page);
  await page.waitForURL("**/verify/details");
  assert.equal(await page.locator("#surname").inputValue(), person.surname);
  assert.equal(await page.locator("#document_number").inputValue(), person.documentNumber);
  await portal.go(page);
  await page.locator("input[name=kind]").first().waitFor();
  assert.equal(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("typed:/verify/details")).length), 0);
  assert.deepEqual(page.faults, []);
});

test("what was typed is kept when the line is cut as it is sent, and words that a script sent do not come back", async () => {
  const page = await visitor(browser);
  page.setDefaultTimeout(60_000);
  await portal.register(page, server);
  await page.goto(`${server.url}/talk/new`);
  await page.locator("#subject").fill("My withdrawal");
  await page.locator("#happened").fill("It says that a person is looking.");
  await page.route("**/talk/new", (route) => (route.request().method() === "POST" ? route.abort("internetdisconnected") : route.continue()));
  await portal.go(page).catch(() => {});
  await until(() => page.url().startsWith("chrome-error:"), 30_000, "the browser's own page of a cut line");
  await page.goto(`${server.url}/talk/new`);
  assert.equal(await page.locator("#happened").inputValue(), "It says that a person is looking.");
  assert.equal(await page.locator("#subject").inputValue(), "My withdrawal");
  await page.unroute("**/talk/new");
  await portal.go(page);
  await page.locator("#messages, .messages", { hasText: "a person is looking" }).first().waitFor();
  await page.goto(`${server.url}/talk/new`);
  assert.equal(await page.locator("#happened").inputValue(), "", "what has arrived does not come back");

  await page.goto(`${server.url}/talk`);
  await page.locator("#message").fill("Since yesterday.");
  await page.locator("form[data-talk] button").first().click();
  await page.locator(".message", { hasText: "Since yesterday." }).waitFor();
  await page.reload();
  assert.equal(await page.locator("#message").inputValue(), "", "what has arrived does not come back");
});
