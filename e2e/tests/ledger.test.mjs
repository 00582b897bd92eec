// What we got wrong, and how well we do: an approval of the checks that a person looks at again, the ledger, figures as plots
// and files, the public page, and several cases at once.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { Server, policyWith } from "../lib/server.mjs";
import { accessible, desk, fits, launch, phone, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

let server, browser;
const lin = { name: "Lin Wei", email: "lin@desk.example", role: "reviewer" };
const noor = { name: "Noor Haddad", email: "noor@desk.example", role: "reviewer" };
const ines = { name: "Ines Costa", email: "ines@desk.example", role: "compliance" };

before(async () => {
  // Every approval of the checks alone is looked at again.
  [server, browser] = await Promise.all([new Server({ env: { PROOFDESK_POLICY_FILE: policyWith("1.0") } }).start(), launch()]);
  for (const member of [lin, noor, ines]) {
    const printed = server.command("staff", "add", "--name", member.name, "--email", member.email, "--role", member.role);
    [, member.password] = printed.match(/^password: (\S.*)$/m);
  }
});
after(async () => { await browser?.close(); await server?.stop(); });

async function shot(page, name) {
  if (!process.env.PROOFDESK_SHOTS) return;
  const size = page.viewportSize();
  for (const viewport of [phone, desk]) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: `${process.env.PROOFDESK_SHOTS}/${name}-${viewport.width}.png`, fullPage: true });
  }
  await page.setViewportSize(size);
}

/** Fits on a phone and on a desk. */
async function fitsBoth(page) {
  const size = page.viewportSize();
  for (const viewport of [phone, desk]) {
    await page.setViewportSize(viewport);
    await fits(page);
  }
  await page.setViewportSize(size);
}

async function staff(member, options) {
  const page = await visitor(browser, { viewport: desk, ...options });
  await portal.signInStaff(page, server, member);
  return page;
}

async function sent(seed, { level = "standard", locale = "en-GB", defects = [] } = {}) {
  const page = await visitor(browser, { locale });
  const passport = specimen("passport", { seed, defects });
  await portal.sendAll(page, server, level, "passport", passport.person, [passport.file]);
  page.reference = await page.locator("p.caption .mono").innerText();
  return page;
}

/** Somebody whom the checks alone approve. */
async function approved(seed, options) {
  const page = await sent(seed, options);
  await portal.heading(page, /approved|通过/i, 60_000);
  return page;
}

/** Opens the second look at somebody's approval from the inbox. */
async function lookAgain(console_, page) {
  await console_.goto(`${server.url}/console`);
  await console_.locator(".row", { hasText: page.reference }).filter({ hasText: /Second look|再次查看/ }).locator("a.row-link").click();
  await console_.locator("#rereview").waitFor();
}

/** The approval does not stand, in these words; nothing is sent yet. */
async function falls(console_, words) {
  await console_.locator("input[name=verdict][value=falls]").check();
  await console_.locator("#code").selectOption("doc.expired");
  await console_.locator("input[name=followed][value=renewal]").check();
  await console_.locator("#words").fill(words);
}

const answer = (console_) => console_.locator("#rereview form.sheet-card button").click();

/** From the inbox's top with the keys alone: j until somebody's row is chosen. */
async function reach(console_, reference) {
  await console_.evaluate(() => document.activeElement?.blur());
  const rows = await console_.locator(".row").count();
  for (let at = 0; ; at++) {
    assert.ok(at < rows, `j never reached ${reference}`);
    await console_.keyboard.press("j");
    if (await console_.evaluate((wanted) => document.activeElement?.textContent.includes(wanted), reference)) return;
  }
}

/** A file of figures: its rows by their first column. */
async function figures(console_, path) {
  const file = await console_.request.get(`${server.url}${path}`);
  const [heading, ...rows] = (await file.text()).trim().split("\r\n").map((line) => line.split(","));
  return { file, heading, row: (name) => rows.find(([first]) => first === name) ?? heading.map(() => "0") };
}

test("an approval is looked at again, the evidence before the verdict, and does not stand", async () => {
  const page = await approved(81);
  const console_ = await staff(lin);
  await lookAgain(console_, page);
  await console_.locator(".stage img").first().waitFor();
  assert.ok(await console_.locator(".facts-list dd").count() >= 4, "what was typed is there");
  assert.equal(await console_.locator("table.compare").count(), 0, "what was read is not");
  await accessible(console_);
  await fitsBoth(console_);
  await shot(console_, "rereview-open");
  // Nothing chosen: said, and nothing lost.
  await console_.locator("#note").fill("The year is hard to read.");
  await answer(console_);
  await console_.locator("[role=alert]").waitFor();
  assert.equal(await console_.locator("#note").inputValue(), "The year is hard to read.");
  await falls(console_, "Your passport has run out. Show us a newer one.");
  await accessible(console_);
  await shot(console_, "rereview-falls");
  await answer(console_);
  await console_.waitForURL("**done=looked-again");
  // Now what was read is there too, although the case was given back.
  await console_.locator("table.compare").waitFor();
  await accessible(console_);
  await shot(console_, "rereview-done");
  // The person reads it in those words, and keeps what they have until the day.
  await page.reload();
  await page.getByText("Your passport has run out. Show us a newer one.").waitFor();
  await accessible(page);
  // And it stands in the ledger.
  await console_.goto(`${server.url}/console/ledger?by=source`);
  await console_.locator("tbody tr", { hasText: "At a second look" }).first().waitFor();
  assert.match(await console_.locator("#newest ~ div tbody").innerText(), new RegExp(page.reference));
  await accessible(console_);
  await fitsBoth(console_);
  await shot(console_, "ledger");
  assert.deepEqual([...page.faults, ...console_.faults], []);
});

test("a second look is taken over from a colleague and confirmed, in Chinese", async () => {
  const page = await approved(82, { locale: "zh-CN" });
  const first = await staff(lin);
  await lookAgain(first, page);
  await first.locator("input[name=verdict]").first().waitFor();
  const here = first.url();
  const second = await staff(noor, { locale: "zh-CN" });
  await second.goto(here);
  assert.equal(await second.locator(".stage").count(), 0, "what a colleague has in hand is not shown");
  await second.getByRole("button", { name: "接手" }).click();
  await second.locator("input[name=verdict][value=stands]").check();
  await accessible(second);
  await shot(second, "rereview-zh");
  await answer(second);
  await second.getByText("确认了通过").first().waitFor();
  await second.locator("table.compare").waitFor();
  await shot(second, "rereview-done-zh");
  // Opened as a whole now, with its history.
  await second.locator("a.btn", { hasText: "打开完整个案" }).click();
  await second.locator("#case").waitFor();
  assert.match(await second.locator("#history").innerText(), /再次查看并确认了通过/);
  assert.deepEqual([...page.faults, ...first.faults, ...second.faults], []);
});

test("figures by week and by group, as plots, tables and a file; by reviewer only for some", async () => {
  const console_ = await staff(ines);
  const [levels, reasons] = ["/console/numbers.csv?by=level", "/console/ledger.csv?by=reason"];
  const before = [await figures(console_, levels), await figures(console_, reasons)];
  const page = await approved(86);
  const looking = await staff(lin);
  await lookAgain(looking, page);
  await falls(looking, "Your passport has run out.");
  await answer(looking);
  await looking.waitForURL("**done=looked-again");
  await console_.goto(`${server.url}/console/numbers`);
  assert.equal(await console_.locator("figure.plot").count(), 2);
  assert.ok(await console_.locator("table.numbers-table tbody tr").count() >= 12);
  await accessible(console_);
  await fitsBoth(console_);
  await shot(console_, "numbers");
  for (const by of ["reason", "document", "country", "policy", "level", "device", "reviewer"]) {
    await console_.goto(`${server.url}/console/numbers?by=${by}&show=time`);
    await accessible(console_);
  }
  await console_.goto(`${server.url}/console/numbers?by=device`);
  assert.match(await console_.locator("#groups ~ figure, #groups ~ div").first().innerText(), /Chrome/);
  await shot(console_, "numbers-device");
  // One more was sent, answered at the first try, approved by the checks, and taken back.
  const after = [await figures(console_, levels), await figures(console_, reasons)];
  assert.match(after[0].file.headers()["content-disposition"], /numbers-test-level\.csv/);
  const more = (at, name, columns) => columns.map((column) => {
    const [was, is] = [before[at], after[at]].map((one) => Number(one.row(name)[after[at].heading.indexOf(column)]));
    return is - was;
  });
  assert.equal(after[0].heading.slice(0, 3).join(), "level,answered,first_try");
  assert.deepEqual(more(0, "standard", ["answered", "first_try", "decided", "approved", "overturned"]), [1, 1, 1, 1, 1]);
  assert.equal(after[1].heading.join(), "reason,times,appeal,dispute,undone,rereview,of");
  assert.deepEqual(more(1, "doc.expired", ["times", "appeal", "dispute", "undone", "rereview"]), [1, 0, 0, 0, 1]);
  const reviewer = await staff(lin, { locale: "zh-CN" });
  const refused = await reviewer.goto(`${server.url}/console/numbers?by=reviewer`);
  assert.equal(refused.status(), 403);
  await reviewer.goto(`${server.url}/console/numbers`);
  assert.equal(await reviewer.locator("#by option[value=reviewer]").count(), 0);
  await accessible(reviewer);
  await shot(reviewer, "numbers-zh");
  assert.deepEqual([...page.faults, ...looking.faults, ...console_.faults, ...reviewer.faults], []);
});

test("the public page is there when it is switched on, without a session, and tells nothing small", async () => {
  const anybody = await visitor(browser, { locale: "zh-CN" });
  assert.equal((await anybody.goto(`${server.url}/figures`)).status(), 404);
  const console_ = await staff(ines);
  await console_.goto(`${server.url}/console/numbers`);
  await console_.locator("button[name=public][value=on]").click();
  await console_.waitForURL("**done=figures-on");
  const answer = await anybody.goto(`${server.url}/figures`);
  assert.equal(answer.status(), 200);
  assert.equal(answer.headers()["set-cookie"], undefined);
  assert.match(answer.headers()["cache-control"], /public, max-age=300/);
  const text = await anybody.locator("main").innerText();
  assert.match(text, /数量太少，不予显示/);
  assert.match(text, /少于 10/);
  await accessible(anybody);
  await fitsBoth(anybody);
  await shot(anybody, "figures-zh");
  await console_.goto(`${server.url}/console/numbers`);
  await console_.locator("button[name=public][value=off]").click();
  await console_.waitForURL("**done=figures-off");
  assert.equal((await anybody.request.get(`${server.url}/figures`)).status(), 404);
  assert.deepEqual([...anybody.faults, ...console_.faults], []);
});

test("several cases at once, by keyboard: tagged, found by the tag, handed to a colleague", async () => {
  const people = await Promise.all([83, 84, 85].map((seed) => sent(seed, { level: "plus" })));
  for (const page of people) await portal.heading(page, /person is looking/i, 90_000);
  const console_ = await staff(lin);
  await console_.goto(`${server.url}/console`);
  await console_.locator("html[data-live-state=open]").waitFor();
  assert.ok(!(await console_.locator("#bulk").isVisible()), "nothing is chosen yet");
  for (const page of people.slice(0, 2)) {
    await reach(console_, page.reference);
    await console_.keyboard.press("x");
  }
  await console_.locator("#bulk").waitFor();
  assert.match(await console_.locator("[data-bulk-count]").innerText(), /2/);
  await accessible(console_);
  await fitsBoth(console_);
  await shot(console_, "bulk");
  // By keys alone: b leads to the tag's field, Enter there puts the tag on.
  await console_.keyboard.press("b");
  await console_.keyboard.type("Camera Fault");
  await console_.keyboard.press("Enter");
  await console_.waitForURL("**done=bulk-tag");
  assert.equal(await console_.locator(".row .tag-own", { hasText: "camera fault" }).count(), 2);
  await console_.locator("#tag").selectOption("camera fault");
  await console_.waitForURL("**tag=camera+fault**");
  assert.equal(await console_.locator(".row").count(), 2);
  await console_.locator("html[data-live-state=open]").waitFor();
  await console_.keyboard.press("s");
  await console_.locator("#bulk-to").selectOption({ label: noor.name });
  await console_.locator("button[name=deed][value=assign]").click();
  await console_.waitForURL(/done=bulk-assign$/);
  assert.equal(await console_.locator(".row", { hasText: "Noor Haddad" }).count(), 2);
  assert.match(console_.url(), /tag=camera/, "back to what was looked at");
  // What somebody has in hand stays there, and is named.
  await console_.locator("html[data-live-state=open]").waitFor();
  await console_.keyboard.press("s");
  await console_.locator("#bulk-to").selectOption({ label: lin.name });
  await console_.locator("button[name=deed][value=assign]").click();
  await console_.locator("#refused").waitFor();
  assert.equal(await console_.locator("#refused ~ ul li").count(), 2);
  await accessible(console_);
  await shot(console_, "bulk-refused");
  // No applicant sees a tag.
  for (const page of people) {
    await page.reload();
    assert.ok(!(await page.content()).includes("camera fault"));
  }
  // On the case's own page it comes off again.
  const colleague = await staff(noor, { locale: "zh-CN" });
  await colleague.goto(`${server.url}/console?tag=camera+fault`);
  await colleague.locator("a.row-link").first().click();
  await colleague.locator(".case-tags button[name=remove]").click();
  await colleague.waitForURL("**done=untagged");
  assert.equal(await colleague.locator(".case-tags .tag-own").count(), 0);
  await accessible(colleague);
  await shot(colleague, "case-tags-zh");
  assert.deepEqual([...people.flatMap((page) => page.faults), ...console_.faults, ...colleague.faults], []);
});
