// The platform's way: keys, applicants, verifications, the hosted link that opens once, the outcome by a long poll; and
// what an operator's tools read.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { Server } from "../lib/server.mjs";
import { launch, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

let server, browser, key, live;
before(async () => {
  [server, browser] = await Promise.all([new Server({ env: { PROOFDESK_LOG: "info" } }).start(), launch()]);
  key = server.command("key", "create", "--name", "platform", "--mode", "test").trim();
  live = server.command("key", "create", "--name", "shop", "--mode", "live").trim();
});
after(async () => { await browser?.close(); await server?.stop(); });

/** One call: its status, its headers, its JSON. */
async function call(path, { secret = key, body, headers = {}, method = body === undefined ? "GET" : "POST", within = 10_000 } = {}) {
  const answer = await fetch(server.url + path, {
    method, signal: AbortSignal.timeout(within),
    headers: { ...(secret && { authorization: `Bearer ${secret}` }), ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: /json/.test(answer.headers.get("content-type")) ? JSON.parse(text) : null };
}

/** The answer is a problem as RFC 9457 has it, under its stable name. */
function problem(answer, status, name) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  assert.equal(answer.json.status, status);
  assert.equal(answer.json.type, `urn:proofdesk:problem:${name}`);
  assert.ok(answer.json.title && answer.json.detail, answer.text);
}

async function create(reference) {
  const { json: applicant } = await call("/api/v1/applicants", { body: { external_ref: reference } });
  const { json: link } = await call("/api/v1/verifications", { body: { applicant: applicant.id, level: "standard" } });
  return { applicant, link };
}

test("an applicant is created once", async () => {
  const body = { external_ref: "user-4711", locale: "en", region: "DEU" };
  const first = await call("/api/v1/applicants", { body });
  assert.equal(first.status, 201, first.text);
  assert.equal(first.json.mode, "test");
  assert.equal(first.json.external_ref, "user-4711");
  const again = await call("/api/v1/applicants", { body });
  assert.equal(again.status, 200, again.text);
  assert.equal(again.json.id, first.json.id);
  // Another mode is another world.
  const other = await call("/api/v1/applicants", { body, secret: live });
  assert.equal(other.status, 201, other.text);
  assert.notEqual(other.json.id, first.json.id);
});

test("a repeated request gives the same answer; another one with its key is refused", async () => {
  const { json: applicant } = await call("/api/v1/applicants", { body: { external_ref: "user-repeat" } });
  const ask = (level) => call("/api/v1/verifications", { body: { applicant: applicant.id, level }, headers: { "idempotency-key": "order-17" } });
  const first = await ask("standard");
  assert.equal(first.status, 201, first.text);
  const again = await ask("standard");
  assert.equal(again.status, 201);
  assert.deepEqual(again.json, first.json);
  problem(await ask("plus"), 409, "idempotency-conflict");
  const { status, json: state } = await call(`/api/v1/verifications/${first.json.id}`);
  assert.equal(status, 200);
  assert.equal(state.applicant, applicant.id);
  assert.equal(state.external_ref, "user-repeat");
  assert.equal(state.state, "draft");
  assert.equal(state.turn, "applicant");
  assert.equal(state.mode, "test");
  assert.equal(state.decision, null);
  // The link is of no use to whoever asks without the key, and the state never has it.
  assert.ok(!JSON.stringify(state).includes(new URL(first.json.url).pathname));
});

test("errors are problem details", async () => {
  const nobody = "01980000-0000-7000-8000-000000000000";
  problem(await call("/api/v1/applicants", { secret: null, body: {} }), 401, "unauthorised");
  problem(await call("/api/v1/applicants", { secret: `${key}x`, body: {} }), 401, "unauthorised");
  problem(await call(`/api/v1/verifications/${nobody}`, { secret: null }), 401, "unauthorised");
  problem(await call(`/api/v1/verifications/${nobody}`), 404, "not-found");
  problem(await call("/api/v1/verifications/nonsense"), 404, "not-found");
  problem(await call("/api/v1/nowhere"), 404, "not-found");
  problem(await call("/api/v1/verifications", { body: { applicant: nobody, level: "standard" } }), 404, "not-found");
  problem(await call("/api/v1/verifications", { body: { applicant: "me", level: "standard" } }), 422, "invalid");
  const { json: applicant } = await call("/api/v1/applicants", { body: { external_ref: "user-errors" } });
  problem(await call("/api/v1/verifications", { body: { applicant: applicant.id, level: "royal" } }), 422, "invalid");
  problem(await call("/api/v1/applicants", { body: { external_ref: "a", region: "Atlantis" } }), 422, "invalid");
  problem(await call("/api/v1/applicants", { body: { nickname: "a" } }), 422, "invalid");
  problem(await call("/api/v1/applicants", { body: "{" }), 400, "unreadable");
  problem(await call("/api/v1/applicants", { method: "DELETE" }), 405, "method-not-allowed");
});

test("a key of the other mode sees nothing; a key without the scope may not write", async () => {
  const { link, applicant } = await create("user-modes");
  problem(await call(`/api/v1/verifications/${link.id}`, { secret: live }), 404, "not-found");
  problem(await call("/api/v1/verifications", { secret: live, body: { applicant: applicant.id, level: "standard" } }), 404, "not-found");
  const reader = server.command("key", "create", "--name", "reader", "--mode", "test", "--scope", "verifications:read").trim();
  assert.equal((await call(`/api/v1/verifications/${link.id}`, { secret: reader })).status, 200);
  problem(await call("/api/v1/applicants", { secret: reader, body: {} }), 403, "scope");
});

test("a revoked key is worth nothing from the next call on", async () => {
  const secret = server.command("key", "create", "--name", "leaked", "--mode", "test").trim();
  assert.equal((await call("/api/v1/applicants", { secret, body: { external_ref: "user-leak" } })).status, 201);
  const [id] = server.command("key", "list").split("\n").find((line) => /\bleaked$/.test(line)).split(/\s+/);
  server.command("key", "revoke", id);
  problem(await call("/api/v1/applicants", { secret, body: { external_ref: "user-leak" } }), 401, "unauthorised");
  assert.ok(!server.command("key", "list").includes(secret));
});

test("the description is OpenAPI 3.1 and names every address; its page and the catalogue need no key", async () => {
  const { json: description } = await call("/api/openapi.json", { secret: null });
  assert.match(description.openapi, /^3\.1\./);
  for (const path of ["/api/v1/applicants", "/api/v1/verifications", "/api/v1/verifications/{id}", "/api/v1/reasons"]) {
    assert.ok(description.paths[path], path);
  }
  const page = await visitor(browser);
  await page.goto(`${server.url}/api/docs`);
  const text = await page.locator("body").innerText();
  for (const word of ["/api/v1/applicants", "/api/v1/verifications/{id}", "Idempotency-Key"]) assert.ok(text.includes(word), word);
  assert.deepEqual(page.faults, []);
  const { json: { reasons } } = await call("/api/v1/reasons", { secret: null });
  assert.equal(reasons.length, 75);
  assert.equal(new Set(reasons.map((reason) => reason.code)).size, 75);
  for (const reason of reasons) assert.ok(/^[REDHSF]$/.test(reason.class) && reason.meaning && reason.action, JSON.stringify(reason));
});

test("the hosted link opens once; the platform hears of the approval the moment it falls", async () => {
  const { link, applicant } = await create("user-hosted");
  const passport = specimen("passport", { seed: 71 });
  const page = await visitor(browser);
  await page.goto(link.url);
  await portal.go(page);
  await page.locator("#of_age").check();
  await page.locator("#region").selectOption("DEU");
  await portal.go(page);
  await page.locator("button[value=yes]").click();
  await page.waitForURL("**/status");
  await page.locator("p.actions a.button").first().click();
  await page.locator("#surname").waitFor();
  await portal.details(page, passport.person);
  await portal.document(page, "passport");
  await page.waitForURL("**/verify/photo/front");
  await portal.photo(page, passport.file);

  const other = await visitor(browser);
  await other.goto(link.url);
  const [refused] = await Promise.all([other.waitForResponse((answer) => answer.request().method() === "POST"), portal.go(other)]);
  assert.equal(refused.status(), 410, "a used link lets nobody in");

  await page.waitForURL("**/verify/check");
  // The platform waits from before the sending to the decision, always from the version that it knows.
  let { json: seen } = await call(`/api/v1/verifications/${link.id}`);
  const told = (async () => {
    const end = Date.now() + 60_000;
    while (!["approved", "in_review", "needs_input"].includes(seen.state) && Date.now() < end) {
      const { json } = await call(`/api/v1/verifications/${link.id}?after=${seen.version}&wait=30`, { within: 40_000 });
      assert.ok(json.version >= seen.version);
      seen = json;
    }
    return performance.now();
  })();
  told.catch(() => {});
  await portal.send(page);
  await portal.heading(page, /approved/i);
  const shown = performance.now();
  const late = (await told) - shown;
  assert.ok(late < 1_000, `the platform heard ${late} ms after the applicant saw it`);
  assert.equal(seen.state, "approved");
  assert.equal(seen.turn, "nobody");
  assert.equal(seen.applicant, applicant.id);
  assert.equal(seen.decision.outcome, "approved");
  assert.equal(seen.decision.by_person, false);
  assert.deepEqual(seen.reasons, []);
  assert.ok(seen.limits.some((limit) => limit.operation === "withdraw" && limit.amount > 0), JSON.stringify(seen.limits));
  // Nothing personal reaches the platform.
  for (const secret of [passport.person.surname, passport.person.documentNumber, passport.person.birthDate]) {
    assert.ok(!JSON.stringify(seen).includes(secret), secret);
  }
  // Nothing happens any more: the poll ends by itself, at its time, with what stands.
  const begun = performance.now();
  const { status, json: same } = await call(`/api/v1/verifications/${link.id}?after=${seen.version}&wait=1`);
  assert.equal(status, 200);
  assert.equal(same.version, seen.version);
  assert.ok(performance.now() - begun >= 900);
  assert.deepEqual(page.faults, []);
});

test("an operator's tools: alive, ready, measured; and no mail address in the log", async () => {
  assert.equal((await call("/healthz", { secret: null })).status, 200);
  assert.equal((await call("/readyz", { secret: null })).status, 200);
  const page = await visitor(browser);
  const email = await portal.register(page, server);
  const metrics = await call("/metrics", { secret: null });
  assert.equal(metrics.status, 200);
  assert.match(metrics.headers.get("content-type"), /^text\/plain/);
  const lines = metrics.text.trim().split("\n").filter((line) => line && !line.startsWith("#"));
  assert.ok(lines.length > 5, metrics.text);
  for (const line of lines) {
    assert.match(line, /^[a-zA-Z_:][\w:]*(\{([a-zA-Z_]\w*="([^"\\\n]|\\.)*",?)*\})? (\+Inf|-Inf|NaN|[-+]?\d[\d.eE+-]*)$/);
  }
  assert.ok(server.errors.length > 0, "the log at info says something");
  assert.ok(!server.errors.includes(email), "a mail address in the log");
  assert.doesNotMatch(server.errors, /[\w.+-]+@[\w-]+\.\w+/);
});
