// Starting and stopping: what is wrong is said with the command that mends it, and what is under way is given back.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import https from "node:https";
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server, binary, root, scratch } from "../lib/server.mjs";
import { launch, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const models = join(root, "vendor/models");

/** Runs `serve` (or another command) where it cannot work; its exit status and what it says. */
function fails(env, args = ["serve"]) {
  return new Promise((done) => {
    const child = spawn(binary, args, { cwd: scratch(), env: { ...process.env, PROOFDESK_LISTEN: "127.0.0.1:0", PROOFDESK_DATA_DIR: scratch(), PROOFDESK_MODELS_DIR: models, ...env } });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => { said += chunk; });
    const late = setTimeout(() => child.kill("SIGKILL"), 60_000);
    child.on("exit", (code) => { clearTimeout(late); done({ code, said }); });
  });
}

/** The models with one byte of one of them changed. */
function altered() {
  const folder = scratch();
  for (const name of readdirSync(models)) copyFileSync(join(models, name), join(folder, name));
  const file = readdirSync(folder).find((name) => name.endsWith(".onnx"));
  const bytes = readFileSync(join(folder, file));
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(join(folder, file), bytes);
  return { folder, file };
}

for (const args of [["serve"], ["inspect", "--json", "nothing.jpg"]]) {
  test(`${args[0]}: a missing model is said at start, with the command that mends it`, async () => {
    const { code, said } = await fails({ PROOFDESK_MODELS_DIR: scratch() }, args);
    assert.equal(code, 2, said);
    assert.match(said, /\.onnx was not found .*make setup/);
    assert.doesNotMatch(said, /is ready|panicked/);
  });
}

test("an altered model is said at start, with its path and the command that mends it", async () => {
  const { folder, file } = altered();
  const { code, said } = await fails({ PROOFDESK_MODELS_DIR: folder });
  assert.equal(code, 2, said);
  assert.ok(said.includes(join(folder, file)), said);
  assert.match(said, /altered or broken.*make setup/);
  assert.doesNotMatch(said, /is ready|panicked/);
});

test("an address in use, a word that means nothing, and an unreachable database are said with what to do", async () => {
  const server = await new Server().start();
  try {
    const { code, said } = await fails({ PROOFDESK_LISTEN: new URL(server.url).host });
    assert.equal(code, 2, said);
    assert.match(said, /cannot listen on .*PROOFDESK_LISTEN/);
  } finally {
    await server.stop();
  }
  const wrong = await fails({ PROOFDESK_PORTAL_MODE: "demo" });
  assert.equal(wrong.code, 2, wrong.said);
  assert.match(wrong.said, /PROOFDESK_PORTAL_MODE/i);
  const away = await fails({ PROOFDESK_DATABASE_URL: "postgres://nobody@127.0.0.1:9/none" });
  assert.equal(away.code, 2, away.said);
  assert.match(away.said, /cannot open the database/);
});

test("a clock that goes ahead is refused where somebody of the live world is kept, and outside of test mode", async () => {
  const mode = await fails({ PROOFDESK_REHEARSE_AHEAD: "60", PROOFDESK_PORTAL_MODE: "live" });
  assert.equal(mode.code, 2, mode.said);
  assert.match(mode.said, /PROOFDESK_PORTAL_MODE=test/);
  const server = await new Server({ env: { PROOFDESK_PORTAL_MODE: "test" } }).start();
  try {
    const key = server.command("key", "create", "--name", "platform", "--mode", "live").trim().split(/\s/).find((word) => /^pd_live/.test(word));
    const made = await fetch(`${server.url}/api/v1/applicants`, {
      method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, body: JSON.stringify({ external_ref: "somebody" }),
    });
    assert.equal(made.status, 201, await made.text());
    await server.stop();
    const { code, said } = await fails({ PROOFDESK_REHEARSE_AHEAD: "60", PROOFDESK_PORTAL_MODE: "test", PROOFDESK_DATA_DIR: server.data });
    assert.equal(code, 2, said);
    assert.match(said, /1 in this database are of the live world/);
  } finally {
    await server.stop();
  }
});

test("SIGTERM in the middle of a check gives it back: the next start goes on at once, with no try used", async () => {
  const server = await new Server({ env: { PROOFDESK_LOG: "info" } }).start();
  try {
    const page = await visitor(browser);
    const passport = specimen("passport", { seed: 55, size: "4000x3000" });
    await portal.sendAll(page, server, "standard", "passport", passport.person, [passport.file]);
    await page.locator("ol.progress .now").waitFor();
    const stopping = performance.now();
    await server.stop("SIGTERM");
    assert.equal(server.child.exitCode, 0, server.errors);
    assert.ok(performance.now() - stopping < 20_000, "it took long to stop");
    assert.doesNotMatch(server.errors, /lease runs out|panicked/);
    assert.match(server.errors, /checks are given back/);
    await server.start();
    await portal.heading(page, /approved/i, 120_000);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    assert.match(metrics, /proofdesk_work\{queue="jobs",state="aside"\} 0/);
    assert.doesNotMatch(server.errors, /could not run|taken this job over/);
  } finally {
    await server.stop();
  }
});

test("with a certificate it speaks TLS alone, and its cookies say so", async () => {
  const [cert, key] = ["cert", "key"].map((name) => join(root, `e2e/data/tls/${name}.pem`));
  const server = await new Server({ env: { PROOFDESK_TLS_CERT: cert, PROOFDESK_TLS_KEY: key } }).start();
  try {
    assert.match(server.url, /^https:/);
    const answer = await new Promise((done, fail) => {
      https.get(`${server.url}/register`, { ca: readFileSync(cert), servername: "localhost" }, (got) => { got.resume(); done(got); }).on("error", fail);
    });
    assert.equal(answer.statusCode, 200);
    assert.ok(answer.headers["set-cookie"].length > 0);
    for (const cookie of answer.headers["set-cookie"]) assert.match(cookie, /; Secure/);
    await assert.rejects(fetch(server.url.replace("https", "http")), "plain HTTP is not answered");
  } finally {
    await server.stop();
  }
  const none = await fails({ PROOFDESK_TLS_CERT: join(scratch(), "none.pem"), PROOFDESK_TLS_KEY: key });
  assert.equal(none.code, 2, none.said);
  assert.match(none.said, /certificate .*none\.pem/);
});
