// Where people decide together: four eyes, an appeal turned, a case handed to compliance, a place marked on the picture,
// what was being written when the laptop closed, who else looks.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { Server, until } from "../lib/server.mjs";
import { accessible, desk, fits, launch, phone, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

let server, browser;
const lin = { name: "Lin Wei", email: "lin@desk.example", role: "reviewer" };
const noor = { name: "Noor Haddad", email: "noor@desk.example", role: "reviewer" };
const tove = { name: "Tove Berg", email: "tove@desk.example", role: "reviewer" };
const ines = { name: "Ines Costa", email: "ines@desk.example", role: "compliance" };

before(async () => {
  [server, browser] = await Promise.all([new Server().start(), launch()]);
  for (const member of [lin, noor, tove, ines]) {
    const printed = server.command("staff", "add", "--name", member.name, "--email", member.email, "--role", member.role);
    [, member.password] = printed.match(/^password: (\S.*)$/m);
  }
});
after(async () => { await browser?.close(); await server?.stop(); });

/** An applicant whose Chinese card waits for a person. */
async function waiting(seed, { locale } = {}) {
  const page = await visitor(browser, { locale });
  const front = specimen("id-cn", { seed });
  const back = specimen("id-cn", { seed, side: "back" });
  const person = { ...front.person, surname: "Su", givenNames: "Mingxuan", nationality: "UTO", documentNumber: front.truth.fields.personal_number.value };
  await portal.sendAll(page, server, "standard", "id_card", person, [front.file, back.file]);
  await portal.heading(page, /person is looking|由人工查看/i);
  return { page, person, reference: await page.locator("p.caption .mono").innerText() };
}

async function staff(member, options) {
  const page = await visitor(browser, { viewport: desk, ...options });
  await portal.signInStaff(page, server, member);
  return page;
}

/** From the inbox to the case, taking it over where a colleague has it. */
async function open(page, reference) {
  await page.goto(`${server.url}/console`);
  await page.locator(".row", { hasText: reference }).locator("a.row-link").click();
  await page.locator(`#case[data-reference="${reference}"]`).waitFor();
  const take = page.locator("form[action$='/take'] button");
  if (await take.count()) {
    await take.click();
    await page.locator("form[action$='/release']").waitFor();
  }
  await page.locator("html[data-live-state=open]").waitFor();
}

/** Declines with the keys, for that reason and in those words, and waits its ten seconds out. */
async function decline(page, code, words) {
  await page.keyboard.press("x");
  const dialog = page.locator("dialog#decline[open]");
  await dialog.waitFor();
  await dialog.locator(`input[name=code][value="${code}"]`).check();
  await dialog.locator("textarea[name=message]").fill(words);
  await page.keyboard.press("Control+Enter");
  await page.locator("#bar form[data-undo]").waitFor();
}

async function approve(page) {
  await page.keyboard.press("a");
  await page.locator("dialog#approve[open]").waitFor();
  await page.keyboard.press("Control+Enter");
  await page.locator("#bar form[data-undo]").waitFor();
}

/** The ten seconds are over: the decision waits for a second person. */
const waits = (page) => page.locator("[data-second=yours]").waitFor({ timeout: 20_000 });

test("two people say no, the second without knowing what the first said; a third turns it on appeal", async () => {
  const applicant = await waiting(91);
  const first = await staff(lin);
  await open(first, applicant.reference);
  const words = "We could not confirm your document.";
  await decline(first, "integrity.suspected", words);
  await waits(first);
  assert.match(await applicant.page.locator("h1").innerText(), /person is looking/i, "one person decides nothing");
  const second = await staff(noor);
  await open(second, applicant.reference);
  const blind = await second.locator("[data-second=blind]").innerText();
  assert.match(blind, /Lin Wei has decided/);
  assert.ok(!(await second.content()).includes(words), "the second person reads the first one's words");
  await accessible(second);
  // Nobody is their own second pair.
  await open(first, applicant.reference);
  assert.equal(await first.locator("#bar [data-dialog=decline]").count(), 0);
  assert.match(await first.locator("#bar").innerText(), /second person/i);
  await open(second, applicant.reference);
  await decline(second, "integrity.suspected", "I see it so too.");
  await portal.heading(applicant.page, /cannot approve/i, 25_000);
  const read = await applicant.page.locator("main").innerText();
  assert.ok(read.includes(words) && read.includes("Lin Wei, Noor Haddad"), read);
  assert.doesNotMatch(read, /tamper|integrity|genuine/i, "the signal is told");

  await applicant.page.locator("a[href='/appeal']").click();
  await applicant.page.locator("#sentence").fill("It is my own card.");
  await portal.go(applicant.page);
  await portal.heading(applicant.page, /your appeal is with a person/i);
  await open(second, applicant.reference);
  assert.match(await second.locator("#bar").innerText(), /took part in the decision/i);
  const third = await staff(tove);
  await open(third, applicant.reference);
  await third.locator("#facts-live", { hasText: "It is my own card." }).waitFor();
  await accessible(third);
  await approve(third);
  await portal.heading(applicant.page, /approved/i, 25_000);
  const heard = await applicant.page.locator("#appeal-heard").innerText();
  assert.match(heard, /decision was turned/i);
  assert.match(heard, /Tove Berg/);
  await accessible(applicant.page);
  await fits(applicant.page);
  assert.deepEqual([...first.faults, ...second.faults, ...third.faults, ...applicant.page.faults], []);
});

test("a case handed to compliance is theirs, in both languages and on a phone", async () => {
  const applicant = await waiting(92);
  const first = await staff(lin);
  await open(first, applicant.reference);
  await first.keyboard.press("e");
  const dialog = first.locator("dialog#escalate[open]");
  await dialog.waitFor();
  await accessible(first);
  await dialog.locator("textarea").fill("The portrait looks odd to me.");
  await dialog.locator("button.btn-main").click();
  await first.waitForURL("**/console?done=escalated");
  await open(first, applicant.reference);
  assert.equal(await first.locator("#bar [data-dialog=approve]").count(), 0);
  for (const [locale, viewport] of [["en-GB", desk], ["zh-CN", phone]]) {
    const boss = await staff(ines, { locale, viewport });
    await open(boss, applicant.reference);
    assert.match(await boss.locator("[data-escalated]").innerText(), /Lin Wei/);
    await boss.locator(".message-internal", { hasText: "The portrait looks odd to me." }).first().waitFor();
    assert.equal(await boss.locator("#bar [data-dialog=approve]").count(), 1);
    await accessible(boss);
    await fits(boss);
    assert.deepEqual(boss.faults, []);
    await boss.context().close();
  }
  assert.deepEqual(first.faults, []);
});

test("a place marked by keys and by pointer reaches the applicant, and a closed laptop loses nothing", async () => {
  const applicant = await waiting(93);
  const page = await staff(lin);
  await open(page, applicant.reference);
  await until(() => page.locator(".stage.shown img").evaluateAll((all) => all.length > 0 && all.every((img) => img.complete && img.naturalWidth > 100)), 10_000, "the picture");
  // By keys: smaller and to the left, then kept.
  await page.keyboard.press("d");
  await page.locator(".stage.marking").waitFor();
  await accessible(page);
  for (const key of ["ArrowLeft", "ArrowLeft", "Shift+ArrowUp", "Enter"]) await page.keyboard.press(key);
  const field = page.locator("[data-region=front]");
  const byKeys = await field.inputValue();
  assert.match(byKeys, /^\d+,\d+,\d+,\d+$/);
  // By pointer: the newer takes its place.
  await page.keyboard.press("d");
  const box = await page.locator(".stage.shown img").boundingBox();
  await page.mouse.move(box.x + box.width * 0.25, box.y + box.height * 0.25);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5, { steps: 4 });
  const saved = page.waitForResponse((answer) => answer.url().endsWith("/draft"));
  await page.mouse.up();
  const byPointer = await field.inputValue();
  assert.notEqual(byPointer, byKeys);
  const [left, top, width, height] = byPointer.split(",").map(Number);
  const [w, h] = await page.locator(".stage.shown").evaluate((stage) => [Number(stage.dataset.width), Number(stage.dataset.height)]);
  for (const [is, wanted] of [[left / w, 0.25], [top / h, 0.25], [width / w, 0.25], [height / h, 0.25]]) assert.ok(Math.abs(is - wanted) < 0.03, `${is} is not ${wanted}`);
  await saved;
  await page.keyboard.press("r");
  const dialog = page.locator("dialog#retake[open]");
  await dialog.waitFor();
  await page.keyboard.type("image.covered");
  const item = dialog.locator(".pick-item:visible");
  await item.locator("input[name=pick]").check();
  await item.locator("select[name^='slot:']").selectOption("front");
  const again = page.waitForResponse((answer) => answer.url().endsWith("/draft"));
  await item.locator("input[name^='note:']").fill("A finger lies on this part.");
  await again;
  // The laptop closes; another one is opened.
  await page.context().close();
  const other = await staff(lin);
  await open(other, applicant.reference);
  await other.locator(".mark-drawn").waitFor({ state: "attached" });
  assert.equal(await other.locator("[data-region=front]").inputValue(), byPointer);
  await other.keyboard.press("r");
  const kept = other.locator("dialog#retake[open]");
  await kept.waitFor();
  assert.equal(await kept.locator("input[name='note:image.covered']").inputValue(), "A finger lies on this part.");
  assert.ok(await kept.locator("input[name=pick][value='image.covered']").isChecked());
  await other.keyboard.press("Control+Enter");
  await portal.heading(applicant.page, /your turn/i, 25_000);
  const findings = await portal.findings(applicant.page);
  const covered = findings.find((finding) => finding.text.includes("A finger lies on this part."));
  assert.ok(covered?.placed, "the place is outlined on the applicant's picture");
  await accessible(applicant.page);
  assert.deepEqual([...other.faults, ...applicant.page.faults], []);
});

test("colleagues see each other at a case, and whoever leaves is gone", async () => {
  const applicant = await waiting(94);
  const first = await staff(lin);
  await open(first, applicant.reference);
  const second = await staff(noor);
  await second.goto(first.url());
  await first.locator(".present", { hasText: "Noor Haddad" }).waitFor();
  await second.locator(".present", { hasText: "Lin Wei" }).waitFor();
  await second.goto(`${server.url}/console`);
  await first.locator(".present", { hasText: "Noor Haddad" }).waitFor({ state: "detached" });
  assert.deepEqual([...first.faults, ...second.faults], []);
});
