// A chat that becomes a ticket and comes back, with two people at once: handed between colleagues, documents asked for
// and sent, words that cross, lines that are cut, a server that dies in the middle.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server, scratch } from "../lib/server.mjs";
import { accessible, desk, fits, launch, visitor } from "../lib/browser.mjs";
import * as portal from "../lib/portal.mjs";

let server, browser;
const lin = { name: "Lin Wei", email: "lin@desk.example", role: "agent" };
const noor = { name: "Noor Haddad", email: "noor@desk.example", role: "reviewer" };
const shots = process.env.PROOFDESK_TALK_SHOTS;
const bill = join(scratch(), "bill.pdf");

before(async () => {
  [server, browser] = await Promise.all([new Server().start(), launch()]);
  for (const member of [lin, noor]) {
    const printed = server.command("staff", "add", "--name", member.name, "--email", member.email, "--role", member.role);
    [, member.password] = printed.match(/^password: (\S.*)$/m);
  }
  writeFileSync(bill, "%PDF-1.4\n% a bill for the tests\n%%EOF\n");
  if (shots) mkdirSync(shots, { recursive: true });
});
after(async () => { await browser?.close(); await server?.stop(); });

const shot = (page, name) => shots && page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });

async function staff(member, options) {
  const page = await visitor(browser, { viewport: desk, ...options });
  await portal.signInStaff(page, server, member);
  return page;
}

async function applicant(options) {
  const page = await visitor(browser, options);
  await portal.register(page, server);
  return page;
}

const say = async (page, text) => {
  await page.locator("#message").fill(text);
  await page.locator("form[data-talk] button").first().click();
};
// What is said; the summary of a hand-over repeats it.
const message = (page, text) => page.locator(".messages .message:not(.message-over)", { hasText: text });

test("a ticket becomes a chat, is handed on with a note, and documents are asked for in it", async () => {
  const anna = await applicant();
  await anna.goto(`${server.url}/talk/new`);
  await accessible(anna);
  await fits(anna);
  await portal.go(anna);
  await anna.locator(".error-summary").waitFor();
  await anna.locator("#subject").fill("Withdrawal");
  await anna.locator("#happened").fill("It says <b>pending</b> since Monday.");
  await anna.locator("#tried").fill("Signing in again.");
  await shot(anna, "ticket");
  await portal.go(anna);
  await message(anna, "pending").waitFor();
  const reference = await anna.locator("p.caption .mono").innerText();
  assert.match(reference, /^TK-/);
  assert.ok(await anna.locator(".panel time").count(), "a promised time is on the page");
  assert.match(await anna.locator("main").innerText(), /next/i, "and the place in the queue");
  await accessible(anna);
  await fits(anna);
  await shot(anna, "ticket-sent");

  const page = await staff(lin);
  await page.goto(`${server.url}/console/conversations`);
  await page.locator("button[name=presence]").click();
  await page.locator(".notice", { hasText: /at the desk/i }).waitFor();
  await page.locator(".talk-row", { hasText: reference }).locator("a.row-link").click();
  await page.locator("#messages .message:not(.message-event)", { hasText: "pending" }).waitFor();
  await accessible(page);
  await shot(page, "desk-conversation");
  // She writes; he sees that, and then what she wrote, without a new page.
  await anna.evaluate(() => { window.stayed = true; });
  await page.keyboard.press("m");
  await page.keyboard.type("I am looking");
  // It is said for as long as she writes, and a little longer.
  const writing = anna.locator("#live", { hasText: /is writing/i });
  const seen = () => writing.waitFor({ timeout: 2_000 }).then(() => true, () => false);
  for (let key = 0; !(await seen()); key++) {
    assert.ok(key < 15, "nobody saw that she writes");
    await page.keyboard.type(" ");
  }
  await page.keyboard.type(" at it now.");
  await page.keyboard.press("Control+Enter");
  await message(anna, /I am looking\s+at it now\./).waitFor({ timeout: 30_000 });
  assert.ok(await anna.evaluate(() => window.stayed === true));
  await page.locator(".talk-standing", { hasText: /read by the applicant/i }).waitFor({ timeout: 30_000 });
  // A note is another kind, and stays inside.
  await page.keyboard.press("Escape");
  await page.keyboard.press("i");
  await page.keyboard.type("Needs a bill, I think.");
  await page.keyboard.press("Control+Enter");
  await page.locator(".message-internal", { hasText: "Needs a bill" }).waitFor();

  // Handed on with a note.
  await page.locator(".talk-tools summary", { hasText: /hand on/i }).click();
  await page.locator("#hand-to").selectOption({ label: await page.locator("#hand-to option", { hasText: "Noor" }).innerText() });
  await page.locator("#hand-note").fill("You know bills.");
  await page.locator("form[action$='/hand'] button").click();
  await page.locator(".notice", { hasText: /handed on/i }).waitFor();

  const second = await staff(noor);
  await second.goto(`${server.url}/console/conversations?whose=mine&turn=open`);
  await second.locator(".talk-row", { hasText: reference }).locator("a.row-link").click();
  await second.locator(".message-internal", { hasText: "You know bills." }).waitFor();
  await second.locator(".talk-tools summary", { hasText: /ask for documents/i }).click();
  await second.locator("[name=address]").check();
  await second.locator("#ask-words").fill("A bill with your name.");
  await second.locator("form[action$='/ask'] button.btn-main").click();
  await second.locator(".checklist").waitFor();

  await anna.locator(".checklist", { hasText: /proof of address/i }).waitFor({ timeout: 30_000 });
  await accessible(anna);
  await fits(anna);
  await shot(anna, "checklist");
  assert.doesNotMatch(await anna.locator("main").innerText(), /You know bills|Needs a bill/);
  await anna.locator(".checklist input[type=file]").setInputFiles(bill);
  await anna.locator(".checklist form[enctype] button").click();
  await anna.locator(".checklist .tag", { hasText: /sent/i }).waitFor();
  await second.locator("[name=verdict][value=accepted]").first().waitFor({ timeout: 30_000 });
  await second.locator("[name=verdict][value=accepted]").first().click();
  await anna.locator(".messages", { hasText: /all that was asked for is there/i }).waitFor({ timeout: 30_000 });
  await shot(second, "desk-request");

  // Closed, and open again by a word.
  await second.locator("form[action$='/close'] button").click();
  await anna.locator(".panel", { hasText: /closed/i }).waitFor({ timeout: 30_000 });
  await say(anna, "Thank you!");
  await second.locator("#messages .message:not(.message-event)", { hasText: "Thank you!" }).waitFor({ timeout: 30_000 });
  assert.ok(!/closed/i.test(await anna.locator(".panel").first().innerText().catch(() => "")));
  assert.deepEqual([...anna.faults, ...page.faults, ...second.faults], []);
});

test("two answers that cross are both shown before the second is sent", async () => {
  const bo = await applicant();
  await bo.goto(`${server.url}/talk`);
  await bo.locator("#message").fill("Which photo is wrong?");
  await bo.locator("button[name=to][value=person]").click();
  await message(bo, "Which photo").waitFor();
  const reference = await bo.locator("p.caption .mono").innerText();
  const [one, two] = [await staff(lin), await staff(noor)];
  for (const page of [one, two]) {
    await page.goto(`${server.url}/console/conversations?turn=staff`);
    await page.locator(".talk-row", { hasText: reference }).locator("a.row-link").click();
    await page.locator("#say").waitFor();
  }
  // The second one's line is cut while the first one answers.
  await two.context().setOffline(true);
  await one.locator("#say").fill("The front.");
  await one.locator(".compose-reply").click();
  await message(bo, "The front.").waitFor({ timeout: 30_000 });
  await two.locator("#say").fill("The back, I think.");
  await two.context().setOffline(false);
  const answer = two.waitForResponse((r) => r.request().method() === "POST" && r.url().endsWith("/say"));
  await two.locator(".compose-reply").click();
  assert.equal((await answer).status(), 422, "a colleague answered meanwhile");
  await two.locator("#messages .message:not(.message-event)", { hasText: "The front." }).waitFor({ timeout: 30_000 });
  assert.equal(await two.locator("#say").inputValue(), "The back, I think.", "what was written is kept");
  await shot(two, "desk-crossed");
  assert.equal(await message(bo, "The back").count(), 0);
});

test("a line that is cut and a server that dies lose nothing and double nothing, in Chinese", async () => {
  const cai = await applicant({ locale: "zh-CN" });
  await cai.goto(`${server.url}/talk`);
  await cai.locator("#message").fill("你好");
  await cai.locator("button[name=to][value=person]").click();
  await message(cai, "你好").waitFor();
  await cai.goto(`${server.url}/talk`);
  const reference = await cai.locator("p.caption .mono").innerText();
  const page = await staff(noor, { locale: "zh-CN" });
  await page.goto(`${server.url}/console/conversations?turn=staff`);
  await page.locator(".talk-row", { hasText: reference }).locator("a.row-link").click();
  await page.locator("#messages .message:not(.message-event)", { hasText: "你好" }).waitFor();

  // Written while the line is cut: sent once when it stands again.
  await cai.context().setOffline(true);
  await say(cai, "我的提款被冻结了");
  await cai.locator("#live-away").waitFor();
  await shot(cai, "away");
  await page.locator("#say").fill("您好，我在看。");
  await page.locator(".compose-reply").click();
  await page.locator("#messages .message:not(.message-event)", { hasText: "我在看" }).waitFor();
  await cai.context().setOffline(false);
  await page.locator("#messages .message:not(.message-event)", { hasText: "提款" }).waitFor({ timeout: 30_000 });
  await message(cai, "我在看").waitFor({ timeout: 30_000 });
  assert.equal(await message(cai, "提款").count(), 1);

  // The server dies while somebody sends.
  await server.stop("SIGKILL");
  await say(cai, "还在吗？");
  await server.start();
  await message(cai, "还在吗").waitFor({ timeout: 60_000 });
  await page.locator("#messages .message:not(.message-event)", { hasText: "还在吗" }).waitFor({ timeout: 60_000 });
  await page.reload();
  assert.equal(await page.locator("#messages .message:not(.message-event)", { hasText: "还在吗" }).count(), 1);
  await fits(cai);
  await accessible(cai);
  await shot(cai, "chinese");

  // Found by its words.
  await page.goto(`${server.url}/console/conversations?q=${encodeURIComponent("提款")}`);
  await page.locator(".found", { hasText: reference }).waitFor();
  await accessible(page);
  await shot(page, "desk-found");
});

test("words are taken back within their minute; files that are none are refused", async () => {
  const dee = await applicant();
  await dee.goto(`${server.url}/talk`);
  await dee.locator("#message").fill("My code is 1234");
  await dee.locator("button[name=to][value=person]").click();
  await message(dee, "My code").waitFor();
  await dee.locator(".change summary").first().click();
  await dee.locator(".change [name=withdraw]").first().click();
  await message(dee, /taken back/i).waitFor();
  assert.equal(await message(dee, "1234").count(), 0);
  const evil = join(scratch(), "photo.jpg");
  writeFileSync(evil, "MZ\u0090 no picture");
  await dee.locator("#files").setInputFiles(evil);
  await dee.locator("#message").fill("Look");
  await dee.locator("form[data-talk] button").first().click();
  await dee.locator(".error-summary", { hasText: /JPEG, PNG/i }).waitFor();
  assert.equal(await dee.locator("#message").inputValue(), "Look");
  await accessible(dee);
  await shot(dee, "file-refused");
  // Works without scripts as well.
  const plain = await visitor(browser, { javaScriptEnabled: false });
  await portal.register(plain, server);
  await plain.goto(`${server.url}/talk/new`);
  await plain.locator("#subject").fill("Address");
  await plain.locator("#happened").fill("It was refused");
  await portal.go(plain);
  await message(plain, "It was refused").waitFor();
  await plain.locator("#message").fill("Anybody?");
  await plain.locator("form[data-talk] button").first().click();
  await message(plain, "Anybody?").waitFor();
});

test("news comes between no press and its release, and what was begun in the list of conversations outlives it", async () => {
  const mary = await applicant();
  await mary.goto(`${server.url}/talk/new`);
  await mary.locator("#subject").fill("Limits");
  await mary.locator("#happened").fill("What are mine?");
  await mary.locator("#tried").fill("Reading.");
  await portal.go(mary);
  const reference = await mary.locator("p.caption .mono").innerText();
  const page = await staff(lin);
  await page.goto(`${server.url}/console/conversations`);
  const row = page.locator(".talk-row", { hasText: reference });
  const list = await staff(noor);
  await list.goto(`${server.url}/console/conversations?whose=all&turn=open`);
  const ticked = list.locator(".talk-row", { hasText: reference }).locator(".row-pick");
  await ticked.check();
  await list.locator("#bulk [name=tag]").fill("limits");
  const old = await list.locator(".talk-row", { hasText: reference }).elementHandle();
  await row.locator("a.row-link").click();
  await page.locator("#say").fill("Your code is 9876");
  await page.locator(".compose-reply").click();
  await message(mary, "9876").waitFor({ timeout: 30_000 });
  await list.waitForFunction((part) => !part.isConnected, old);
  assert.ok(await ticked.isChecked(), "the tick outlives the news");
  assert.equal(await list.locator("#bulk [name=tag]").inputValue(), "limits");

  // The button is down on what news would replace; it comes after the release, and what was pressed has happened.
  // What the page hears it tells the other tabs.
  await page.evaluate(() => {
    const channel = new BroadcastChannel(`pd-live:${document.querySelector('meta[name="live"]').content}`);
    window.heard = new Promise((heard) => channel.addEventListener("message", ({ data }) => data.what === "event" && heard()));
  });
  await page.locator("#messages .change summary").last().hover();
  await page.mouse.down();
  const thread = await page.locator("#messages").elementHandle();
  await say(mary, "Thank you for the code");
  await message(mary, "Thank you for the code").waitFor();
  await page.evaluate(() => window.heard.then(() => new Promise((soon) => setTimeout(soon, 700))));
  assert.ok(await thread.evaluate((part) => part.isConnected), "nothing is replaced under a finger");
  await page.mouse.up();
  await page.locator("#messages .change textarea").last().waitFor();
  await page.locator("#messages", { hasText: "Thank you for the code" }).waitFor();
  assert.ok(await page.locator("#messages .change textarea").last().isVisible(), "and it is still open when the news is there");
  assert.deepEqual([...mary.faults, ...page.faults, ...list.faults], []);
});
