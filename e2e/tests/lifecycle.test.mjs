// The time after an approval, and people for whom the usual way is shut: asked to verify anew, taken over from elsewhere,
// without a camera, unable to get in.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, scratch, Server } from "../lib/server.mjs";
import { accessible, desk, fits, launch, phone, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

let server, browser, key;
const lin = { name: "Lin Wei", email: "lin@desk.example", role: "reviewer" };
const noor = { name: "Noor Haddad", email: "noor@desk.example", role: "reviewer" };
const sam = { name: "Sam Okoro", email: "sam@desk.example", role: "agent" };

before(async () => {
  [server, browser] = await Promise.all([new Server().start(), launch()]);
  for (const member of [lin, noor, sam]) {
    const printed = server.command("staff", "add", "--name", member.name, "--email", member.email, "--role", member.role);
    [, member.password] = printed.match(/^password: (\S.*)$/m);
  }
  key = server.command("key", "create", "--name", "platform", "--mode", "test").trim();
});
after(async () => { await browser?.close(); await server?.stop(); });

async function shot(page, name) {
  if (!process.env.PROOFDESK_SHOTS) return;
  const before = page.viewportSize();
  for (const viewport of [phone, desk]) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: `${process.env.PROOFDESK_SHOTS}/${name}-${viewport.width}.png`, fullPage: true });
  }
  await page.setViewportSize(before);
}

async function person(options) {
  const page = await visitor(browser, options);
  return page;
}

async function staff(member, options) {
  const page = await person({ viewport: desk, ...options });
  await portal.signInStaff(page, server, member);
  return page;
}

test("asked to verify anew: the page says until when and what to do, what is good is kept, and the level stays", async () => {
  for (const [seed, locale, words] of [[61, "en-GB", "Your bank told us that your name changed."], [62, "zh-CN", "银行告诉我们您改了名字。"]]) {
    const page = await person({ locale });
    const passport = specimen("passport", { seed });
    const email = await portal.sendAll(page, server, "standard", "passport", passport.person, [passport.file]);
    await portal.heading(page, /approved|通过/i, 60_000);
    const wanted = await page.locator("p.caption .mono").innerText();
    const console_ = await staff(lin);
    // An approved case waits in no queue: its whole reference opens it.
    await console_.goto(`${server.url}/console?q=${wanted}`);
    await console_.waitForURL("**/console/cases/*");
    await console_.locator('a[href$="/person"]').click();
    await console_.waitForURL("**/console/people/**");
    await accessible(console_);
    await fits(console_);
    await console_.locator("#renew-code").selectOption("data.name_mismatch");
    await console_.locator("#renew-days").fill("0");
    await console_.locator("#renew-words").fill(words);
    await console_.locator("form[action$='/renew'] button").click();
    await console_.locator("[role=alert]").waitFor();
    assert.equal(await console_.locator("#renew-words").inputValue(), words, "nothing typed is lost");
    await console_.locator("#renew-days").fill("10");
    await console_.locator("form[action$='/renew'] button").click();
    await console_.waitForURL("**done=asked");
    await shot(console_, `person-asked-${locale}`);
    await server.mailTo(email, /http\S+\/status/);
    await page.reload();
    const panel = page.locator("[data-renewal=soon]");
    await panel.waitFor();
    assert.ok((await panel.innerText()).includes(words));
    await accessible(page);
    await fits(page);
    await shot(page, `renewal-${locale}`);
    await panel.locator("button[name=level]").click();
    await page.waitForURL("**/verify/check");
    assert.ok((await page.locator("main").innerText()).includes(passport.person.documentNumber), "what was typed is kept");
    assert.equal(await page.locator("main img").count(), 1, "and so is the photo");
    await portal.send(page);
    await portal.heading(page, /approved|通过/i, 60_000);
    assert.equal(await page.locator("[data-renewal]").count(), 0);
    assert.deepEqual([...page.faults, ...console_.faults], []);
  }
});

test("customers verified elsewhere: a file is taken over line by line, and it never looks like ours", async () => {
  const record = (n, more = {}) => ({
    key: `m-${n}`, external_ref: `moved-${n}`, level: "standard", verified_by: "Old Harbour Desk", verified_at: "2026-03-01T10:00:00Z",
    method: "document and video call", evidence: "archive 12, folder 3", document: { kind: "passport", country: "DEU", expires: "2031-01-31" }, ...more,
  });
  const file = join(scratch(), "moved.jsonl");
  writeFileSync(file, [record(1), "{", record(2, { level: "gold" }), record(3)].map((line) => typeof line === "string" ? line : JSON.stringify(line)).join("\n"));
  const attempt = () => {
    try { return { status: 0, stdout: run(["import", "--mode", "test", file], { PROOFDESK_DATA_DIR: server.data }) }; } catch (error) { return error; }
  };
  const first = attempt();
  assert.equal(first.status, 1);
  assert.match(first.stderr, /line 2: is no record[\s\S]*line 3: `level` is not among/);
  const taken = first.stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(taken.map((line) => [line.line, line.new]), [[1, true], [4, true]]);
  const again = attempt().stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(again.map((line) => [line.verification, line.new]), taken.map((line) => [line.verification, false]));
  const call = async (path, body) => {
    const answer = await fetch(server.url + path, { method: body ? "POST" : "GET", headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, body: body && JSON.stringify(body) });
    return { status: answer.status, ...(await answer.json()) };
  };
  const evaluated = await call("/api/v1/limits/evaluate", { applicant: taken[0].applicant, operation: "withdraw", amount: "100", currency: "EUR" });
  assert.equal(evaluated.verdict, "allow");
  const seen = await call(`/api/v1/verifications/${taken[0].verification}`);
  assert.deepEqual([seen.state, seen.decision, seen.imported.verified_by, seen.ends_why], ["approved", null, "Old Harbour Desk", "document"]);
  assert.equal((await call("/api/v1/imports", record(5))).status, 201);
  assert.equal((await call("/api/v1/imports", record(5))).status, 200);
  assert.equal((await call("/api/v1/imports", record(5, { method: "hearsay" }))).status, 409);
  const console_ = await staff(lin, { locale: "zh-CN" });
  await console_.goto(`${server.url}/console/cases/${taken[0].verification}`);
  const said = await console_.locator("[data-imported]").innerText();
  assert.ok(said.includes("Old Harbour Desk") && said.includes("archive 12, folder 3"), said);
  await accessible(console_);
  await fits(console_);
  await shot(console_, "imported-zh");
  assert.deepEqual(console_.faults, []);
});

test("without a camera: the alternatives are named, and a person uploads on their behalf", async () => {
  const page = await person();
  const passport = specimen("passport", { seed: 63 });
  await portal.register(page, server);
  await portal.choose(page, "standard");
  await portal.details(page, passport.person);
  await page.locator("details summary").first().click();
  await page.locator('a[href="/verify/without/document"]').click();
  await page.locator("ul.without li").first().waitFor();
  await accessible(page);
  await fits(page);
  await shot(page, "without-document");
  await page.locator('p.actions a[href="/verify/document"]').click();
  await portal.document(page, "passport");
  await page.waitForURL("**/verify/photo/front");
  await page.locator('a[href="/verify/without/camera"]').click();
  await accessible(page);
  await shot(page, "without-camera");
  await page.locator("#words").fill("My phone fell into the harbour.");
  await portal.go(page);
  await page.waitForURL("**/talk");
  assert.match(await page.locator("main").innerText(), /My phone fell into the harbour/);

  const console_ = await staff(sam, { locale: "zh-CN" });
  await console_.locator("a.row-link").first().click();
  await console_.locator("#case").waitFor();
  // Not everything is there yet: said, and nothing breaks.
  await console_.locator("form.recheck button").click();
  await console_.locator("[role=alert]").first().waitFor();
  await console_.locator("#upload summary").click();
  await console_.locator("#upload-why").fill("Scanned at our desk.");
  await console_.locator("#upload-file").setInputFiles(passport.file);
  await console_.locator("#upload button.btn-main").click();
  await console_.waitForURL("**done=uploaded");
  await accessible(console_);
  await console_.locator("form.recheck button").click();
  await page.goto(`${server.url}/status`);
  await portal.heading(page, /approved/i, 60_000);
  assert.deepEqual([...page.faults, ...console_.faults], []);
});

test("unable to get in: a person without an account, identification, two people, notice to the old address, and a stop", async () => {
  const owner = await person();
  const email = await portal.register(owner, server);
  const stranger = await person();
  await stranger.goto(`${server.url}/talk`);
  await stranger.locator('a[href="/door"]').click();
  await accessible(stranger);
  await fits(stranger);
  await portal.go(stranger);
  await stranger.locator(".error-summary").waitFor();
  assert.equal(await stranger.title().then((title) => title.startsWith("Error: ")), true);
  await stranger.locator("#email").fill("new@door.example");
  await stranger.locator("#account").fill(email);
  await stranger.locator("#words").fill("I lost my mailbox for good.");
  await shot(stranger, "door");
  await portal.go(stranger);
  await stranger.locator(".panel-good").waitFor();
  await accessible(stranger);
  const [link] = await server.mailTo("new@door.example", /http\S+\/door\/\S+/);

  const first = await staff(lin);
  await first.goto(`${server.url}/console/door`);
  assert.ok(!(await first.content()).includes("new@door.example"), "lists stay masked");
  await accessible(first);
  await first.locator("table a").first().click();
  await first.waitForURL("**/console/door/*");
  const here = first.url();
  await accessible(first);
  await fits(first);
  const identify = async () => {
    await first.locator("input[name=document]").check();
    await first.locator("input[name=live]").check();
    await first.locator("#note").fill("Video call, passport in hand, portrait agrees.");
    await first.locator("form[action$='/propose'] button").click();
  };
  await identify();
  await first.locator("[role=alert]").waitFor();
  assert.match(await first.locator("[role=alert]").innerText(), /have not used the link/i);
  await first.goto(here);
  await first.locator("#words").fill("Call us with your passport in hand.");
  await first.locator("form[action$='/answer'] button").click();
  await first.waitForURL("**done=answered");
  await stranger.goto(link);
  await stranger.getByText("Call us with your passport in hand.").waitFor();
  await accessible(stranger);
  await stranger.locator("#words").fill("I called.");
  await portal.go(stranger);
  await stranger.getByText("I called.").waitFor();
  await shot(stranger, "door-talk");
  await first.goto(here);
  await identify();
  await first.waitForURL("**done=proposed");
  assert.equal(await first.locator("form[action$='/confirm']").count(), 0, "nobody is their own second pair");
  await shot(first, "door-request");
  const second = await staff(noor, { locale: "zh-CN" });
  await second.goto(here);
  await accessible(second);
  await second.locator("form[action$='/confirm'] button").click();
  await second.waitForURL("**done=confirmed");
  await shot(second, "door-confirmed-zh");
  // The old address reads it and stops it, by a button.
  const [stop] = await server.mailTo(email, /http\S+\/door\/stop\/\S+/);
  const reader = await person({ locale: "zh-CN" });
  await reader.goto(stop);
  await accessible(reader);
  await portal.go(reader);
  await reader.locator("h1").filter({ hasText: "已停止" }).waitFor();
  await second.goto(here);
  assert.match(await second.locator("main").innerText(), /已被账户所有者停止/);
  assert.deepEqual([...owner.faults, ...stranger.faults, ...first.faults, ...second.faults, ...reader.faults], []);
});
