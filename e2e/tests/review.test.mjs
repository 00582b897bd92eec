// Where a person decides: the case by keyboard, the answer in words that the applicant reads live, the conversation, and
// who sees what.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { Server, until } from "../lib/server.mjs";
import { accessible, desk, fits, launch, phone, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

let server, browser;
const lin = { name: "Lin Wei", email: "lin@desk.example", role: "reviewer" };
const noor = { name: "Noor Haddad", email: "noor@desk.example", role: "reviewer" };
const sam = { name: "Sam Okoro", email: "sam@desk.example", role: "agent" };

before(async () => {
  [server, browser] = await Promise.all([new Server().start(), launch()]);
  for (const member of [lin, noor, sam]) {
    const printed = server.command("staff", "add", "--name", member.name, "--email", member.email, "--role", member.role);
    [, member.password] = printed.match(/^password: (\S.*)$/m);
  }
});
after(async () => { await browser?.close(); await server?.stop(); });

/** An applicant whose Chinese card waits for a person: { page, person, front, reference, email }. */
async function waiting(seed, { locale } = {}) {
  const page = await visitor(browser, { locale });
  const front = specimen("id-cn", { seed });
  const back = specimen("id-cn", { seed, side: "back" });
  const person = { ...front.person, surname: "Su", givenNames: "Mingxuan", nationality: "UTO", documentNumber: front.truth.fields.personal_number.value };
  const email = await portal.sendAll(page, server, "standard", "id_card", person, [front.file, back.file]);
  await portal.heading(page, /person is looking|由人工查看/i);
  await stay(page);
  return { page, person, front, back, email, reference: await page.locator("p.caption .mono").innerText() };
}

/** For people who look: what the page looks like, on a phone and on a desk. */
async function shot(page, name) {
  if (!process.env.PROOFDESK_SHOTS) return;
  const size = page.viewportSize();
  for (const viewport of [phone, desk]) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: `${process.env.PROOFDESK_SHOTS}/${name}-${viewport.width}.png`, fullPage: true });
  }
  await page.setViewportSize(size);
}

/** Notes that the page has not been loaded anew since. */
const stay = (page) => page.evaluate(() => { window.stayed = true; });
const stayed = (page) => page.evaluate(() => window.stayed === true);

/** A staff member at the inbox. */
async function staff(member, options) {
  const page = await visitor(browser, { viewport: desk, ...options });
  await portal.signInStaff(page, server, member);
  return page;
}

/** From the inbox to the case with the keys alone: j until it is chosen, then Enter. */
async function open(page, reference) {
  await page.locator(".row", { hasText: reference }).waitFor();
  const rows = await page.locator(".row").count();
  for (let at = 0; ; at++) {
    assert.ok(at < rows, `j never reached ${reference}`);
    await page.keyboard.press("j");
    if (await page.evaluate((wanted) => document.activeElement?.textContent.includes(wanted), reference)) break;
  }
  await page.keyboard.press("Enter");
  await page.waitForURL("**/console/cases/**");
  await page.locator("#case").waitFor();
}

/** No other case waits, so the decided one stays, with the way back in its bar and the keys at work. */
async function undoable(page) {
  await page.locator("#bar form[data-undo]").waitFor();
  await page.locator("html[data-live-state=open]").waitFor();
}

/** Every document picture that is shown has been drawn. */
async function drawn(page) {
  await until(() => page.locator(".stage.shown img").evaluateAll((all) => all.length > 0 && all.every((img) => img.complete && img.naturalWidth > 100)), 10_000, "the picture");
}

test("by the keys alone: opened, looked at, approved, undone, approved; the applicant sees it live", async () => {
  const applicant = await waiting(81);
  const page = await staff(lin);
  await open(page, applicant.reference);
  await drawn(page);
  const compared = await page.locator("table.compare").innerText();
  assert.ok(compared.includes(applicant.person.documentNumber), compared);
  await page.keyboard.press("2");
  await page.locator(".stage.shown[data-slot=back]").waitFor();
  await page.keyboard.press("1");
  await page.locator(".stage.shown[data-slot=front]").waitFor();
  // Asked first, and nothing is sent by closing.
  await page.keyboard.press("a");
  await page.locator("dialog#approve[open]").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog#approve").waitFor({ state: "hidden" });
  await page.keyboard.press("a");
  await page.locator("dialog#approve[open]").waitFor();
  await page.locator("dialog#approve .preview").filter({ hasText: /\S/ }).waitFor();
  await page.keyboard.press("Enter");
  await undoable(page);
  await page.keyboard.press("u");
  await page.getByText(/nothing was sent/i).waitFor();
  assert.match(await applicant.page.locator("h1").innerText(), /person is looking/i);
  await page.locator("html[data-live-state=open]").waitFor();
  if (!page.url().includes("/cases/")) await open(page, applicant.reference);
  await page.keyboard.press("a");
  await page.locator("dialog#approve[open]").waitFor();
  await page.keyboard.press("Control+Enter");
  await undoable(page);
  await portal.heading(applicant.page, /approved/i, 20_000);
  assert.ok(await stayed(applicant.page), "the status page was loaded anew");
  assert.match(await applicant.page.locator("main").innerText(), /Lin Wei/);
  await server.mailTo(applicant.email, /http\S+\/status/);
  assert.deepEqual([...page.faults, ...applicant.page.faults], []);
});

/** Decides with the keys and leaves the way back open. */
async function approve(page) {
  await page.locator("html[data-live-state=open]").waitFor();
  await page.keyboard.press("a");
  await page.locator("dialog#approve[open]").waitFor();
  await page.keyboard.press("Control+Enter");
}

test("for ten seconds a decision can be taken back from wherever the reviewer is, by key and by mouse", async () => {
  const first = await waiting(87);
  const page = await staff(lin);
  await open(page, first.reference);
  await drawn(page);
  // The next case is slow to come: news has put the way back into the bar of a page made before the decision.
  await page.route("**/console/next**", async (route) => { await new Promise((go) => setTimeout(go, 4_000)); await route.continue().catch(() => {}); });
  await approve(page);
  await page.locator("#bar form[data-undo]").waitFor();
  await stay(page);
  await page.keyboard.press("u");
  await page.getByText(/nothing was sent/i).waitFor({ timeout: 3_000 });
  await page.unroute("**/console/next**");
  // From the inbox, by mouse. Nothing else waits.
  await approve(page);
  await undoable(page);
  await page.goto(`${server.url}/console`);
  await page.locator(".toast", { hasText: first.reference }).locator("button").click();
  await page.getByText(/nothing was sent/i).waitFor();
  // From the next case, by key; the toast also survives going on.
  const second = await waiting(88);
  // The page says that it is live only once its keys work, however slowly its scripts come.
  await page.route("**/console.js*", async (route) => { await new Promise((go) => setTimeout(go, 2_000)); await route.continue(); });
  await page.reload();
  await approve(page);
  await page.locator(`#case[data-reference="${second.reference}"]`).waitFor();
  await page.locator(".toast", { hasText: first.reference }).waitFor();
  await accessible(page);
  await page.keyboard.press("u");
  await page.getByText(/nothing was sent/i).waitFor();
  await page.locator(`#case[data-reference="${first.reference}"]`).waitFor();
  assert.equal(await page.locator(".toast").count(), 0);
  assert.match(await first.page.locator("h1").innerText(), /person is looking/i);
  assert.deepEqual([...page.faults, ...first.page.faults], []);
});

test("a retake with a reason and a note is read live, in Chinese; what is sent again comes back to a person", async () => {
  const applicant = await waiting(82, { locale: "zh-CN" });
  const page = await staff(lin);
  await open(page, applicant.reference);
  await page.keyboard.press("r");
  const dialog = page.locator("dialog#retake[open]");
  await dialog.waitFor();
  await page.keyboard.type("image.glare");
  const item = dialog.locator(".pick-item:visible");
  assert.equal(await item.count(), 1);
  await item.locator("input[name=pick]").check();
  await item.locator("select[name^='slot:']").selectOption("front");
  await item.locator("input[name^='note:']").fill("请把证件放在窗边，不要开闪光灯。");
  // The reviewer reads exactly what the applicant will read, in the applicant's language.
  await dialog.locator(".preview", { hasText: "请把证件放在窗边" }).waitFor();
  await page.keyboard.press("Control+Enter");
  await portal.heading(applicant.page, /轮到[你您]了/, 20_000);
  assert.ok(await stayed(applicant.page), "the status page was loaded anew");
  const [finding, ...others] = await portal.findings(applicant.page);
  assert.equal(others.length, 0);
  assert.match(finding.text, /反光/);
  assert.match(finding.text, /请把证件放在窗边，不要开闪光灯。/);
  assert.doesNotMatch(finding.text, /image\.glare/);
  await accessible(applicant.page);
  await applicant.page.locator("p.actions a.button").first().click();
  await applicant.page.waitForURL("**/verify/photo/front**");
  // Another photo of the same card.
  await portal.photo(applicant.page, specimen("id-cn", { seed: 82, size: "1800x1350" }).file);
  await portal.send(applicant.page);
  await portal.heading(applicant.page, /由人工查看/);
  assert.deepEqual([...page.faults, ...applicant.page.faults], []);
});

test("a photograph of a screen is told to nobody before a person has seen it; the person sees where, and asks", async () => {
  const page = await visitor(browser);
  const shown = specimen("passport", { seed: 94, defects: ["screen=0.6"] });
  await portal.sendAll(page, server, "standard", "passport", shown.person, [shown.file]);
  await portal.heading(page, /person is looking/i, 60_000);
  await stay(page);
  await shot(page, "screen-applicant-waits");
  assert.doesNotMatch(await page.locator("main").innerText(), /photo of a screen/i);
  const reference = await page.locator("p.caption .mono").innerText();
  const reviewer = await staff(lin);
  await open(reviewer, reference);
  await drawn(reviewer);
  const found = reviewer.locator("#case", { hasText: /photo of a screen/i });
  await found.waitFor();
  await shot(reviewer, "screen-case");
  await accessible(reviewer);
  await reviewer.keyboard.press("r");
  const dialog = reviewer.locator("dialog#retake[open]");
  await dialog.waitFor();
  // What the checks found is offered first; the reviewer has only to agree.
  const item = dialog.locator(".pick-item:visible", { hasText: "capture.screen_photo" });
  if (!(await item.locator("input[name=pick]").isChecked())) await item.locator("input[name=pick]").check();
  await dialog.locator(".preview", { hasText: /photo of a screen/i }).waitFor();
  await shot(reviewer, "screen-retake");
  await reviewer.keyboard.press("Control+Enter");
  await portal.heading(page, /your turn/i, 20_000);
  assert.ok(await stayed(page), "the status page was loaded anew");
  const [finding, ...others] = await portal.findings(page);
  assert.equal(others.length, 0);
  assert.match(finding.title, /photo of a screen/i);
  await shot(page, "screen-applicant-turn");
  assert.deepEqual([...page.faults, ...reviewer.faults], []);
});

/** Asks for a call with the keys: r, the code, a word beside it, Ctrl+Enter. */
async function askForCall(page, words) {
  await page.locator("html[data-live-state=open]").waitFor();
  await page.keyboard.press("r");
  const dialog = page.locator("dialog#retake[open]");
  await dialog.waitFor();
  await page.keyboard.type("session.call");
  const item = dialog.locator(".pick-item:visible");
  assert.equal(await item.count(), 1);
  await item.locator("input[name=pick]").check();
  await item.locator("input[name^='note:']").fill(words);
  await dialog.locator(".preview", { hasText: words }).waitFor();
  await page.keyboard.press("Control+Enter");
}

test("a call is asked for; the applicant names times, then goes on in writing, and no attempt is used", async () => {
  const applicant = await waiting(90);
  const page = await staff(lin);
  await open(page, applicant.reference);
  await askForCall(page, "It is about the address on your card.");
  await portal.heading(applicant.page, /your turn/i, 20_000);
  const [finding, ...others] = await portal.findings(applicant.page);
  assert.equal(others.length, 0);
  assert.match(finding.text, /about the address on your card/);
  const attempts = await applicant.page.getByText(/attempt/i).allInnerTexts();
  await applicant.page.locator("p.actions a.button").first().click();
  await applicant.page.waitForURL("**/call");
  await accessible(applicant.page);
  await fits(applicant.page);
  await shot(applicant.page, "call");
  // Nothing picked, no number: both are said, and what was written stays.
  await applicant.page.locator("#words").fill("English or German.");
  await portal.go(applicant.page);
  assert.deepEqual(await applicant.page.locator(".error-summary a").evaluateAll((all) => all.map((a) => a.getAttribute("href"))), ["#times", "#number"]);
  assert.equal(await applicant.page.locator("#words").inputValue(), "English or German.");
  await accessible(applicant.page);
  const times = applicant.page.locator("input[name=time]");
  await times.nth(0).check();
  await times.nth(2).check();
  await applicant.page.locator("#number").fill("+49 30 901820");
  await portal.go(applicant.page);
  await portal.heading(applicant.page, /person is looking/i);
  assert.match(await applicant.page.locator("main").innerText(), /answered about the call/i);
  // The reviewer finds it in the inbox and reads the times in the conversation.
  await page.goto(`${server.url}/console`);
  assert.match(await page.locator(".row", { hasText: applicant.reference }).first().innerText(), /about the call/);
  await open(page, applicant.reference);
  const said = page.locator(".message", { hasText: "+49 30 901820" });
  assert.match(await said.innerText(), /\d\d:\d\d–\d\d:\d\d; .*\d\d:\d\d–\d\d:\d\d \(time zone [^)]+\)\.\s+English or German\./);
  // Asked once more: somebody may say that a call is not possible.
  await askForCall(page, "We could not reach you.");
  await portal.heading(applicant.page, /your turn/i, 20_000);
  assert.deepEqual(await applicant.page.getByText(/attempt/i).allInnerTexts(), attempts, "no attempt was used");
  await applicant.page.goto(`${server.url}/call`);
  await applicant.page.locator("#instead").fill("I do not hear well.");
  await applicant.page.locator("input[name=reply][value=writing] ~ p button").click();
  await portal.heading(applicant.page, /person is looking/i);
  // Asking gave the case back; who opens it anew reads the answer.
  await page.goto(`${server.url}/console`);
  await open(page, applicant.reference);
  await page.locator(".message", { hasText: "I do not hear well." }).waitFor();
  await approve(page);
  await portal.heading(applicant.page, /approved/i, 20_000);
  // Nobody asks any more.
  await applicant.page.goto(`${server.url}/call`);
  await applicant.page.waitForURL("**/status");
  assert.deepEqual([...page.faults, ...applicant.page.faults], []);
});

test("the conversation reaches the open case in seconds, and the answer the applicant", async () => {
  const applicant = await waiting(83);
  const page = await staff(lin);
  await open(page, applicant.reference);
  await stay(page);
  await applicant.page.goto(`${server.url}/talk`);
  await applicant.page.locator("textarea").fill("Is my card <i>readable</i>?");
  await portal.go(applicant.page);
  await page.locator("#messages .message-applicant", { hasText: "Is my card <i>readable</i>?" }).waitFor({ timeout: 5_000 });
  await stay(applicant.page);
  await page.keyboard.press("m");
  await page.keyboard.type("It is, I am looking at it now.");
  await page.keyboard.press("Control+Enter");
  const answer = applicant.page.locator(".message", { hasText: "It is, I am looking at it now." });
  await answer.waitFor({ timeout: 5_000 });
  assert.match(await answer.innerText(), /Lin Wei/);
  await page.waitForFunction(() => document.querySelector("#say").value === "");
  // A note stays inside.
  await page.keyboard.press("Escape");
  await page.keyboard.press("i");
  await page.keyboard.type("Compare with the earlier card.");
  await page.keyboard.press("Control+Enter");
  await page.locator("#messages .message-internal", { hasText: "earlier card" }).waitFor();
  assert.ok(await stayed(page) && await stayed(applicant.page), "a page was loaded anew");
  await applicant.page.reload();
  assert.doesNotMatch(await applicant.page.locator("main").innerText(), /earlier card/);
  assert.deepEqual([...page.faults, ...applicant.page.faults], []);
});

test("whoever has not the case sees nobody's details", async () => {
  const applicant = await waiting(84);
  const personal = [applicant.person.documentNumber, applicant.person.surname + " ", "Mingxuan", applicant.email, applicant.person.birthDate];
  const first = await staff(lin);
  await open(first, applicant.reference);
  const path = new URL(first.url()).pathname;
  assert.match(await first.content(), new RegExp(applicant.person.documentNumber));
  for (const member of [sam, noor]) {
    const page = await staff(member);
    await page.locator(".row", { hasText: applicant.reference }).waitFor();
    for (const place of ["/console", path]) {
      await page.goto(server.url + place);
      const html = await page.content();
      for (const secret of personal) assert.ok(!html.includes(secret), `${member.role} ${member.name} sees ${secret} on ${place}`);
    }
    assert.match(await page.locator("#case").innerText(), /personal details/i);
    assert.equal(await page.locator("#case .stage img").count(), 0);
  }
  // The picture itself is closed to them as well.
  const source = await first.locator(".stage img").first().getAttribute("src");
  const other = await staff(noor);
  assert.ok((await other.request.get(server.url + source)).status() >= 400);
  assert.equal((await first.request.get(server.url + source)).status(), 200);
  const nobody = await visitor(browser);
  const answer = await nobody.request.get(server.url + source, { maxRedirects: 0 });
  assert.ok(answer.status() >= 300, `${answer.status()}`);
});

test("inbox and case are accessible and fit, on a desk and a phone, in both languages", async (t) => {
  const applicant = await waiting(85);
  const page = await staff(lin);
  await open(page, applicant.reference);
  const path = new URL(page.url()).pathname;
  for (const locale of ["en-GB", "zh-CN"]) {
    for (const viewport of [desk, phone]) {
      await t.test(`${locale}, ${viewport.width} px`, async () => {
        const page = await staff(lin, { locale, viewport });
        assert.equal(await page.locator("html").getAttribute("lang"), locale === "zh-CN" ? locale : "en");
        await page.locator(".row").first().waitFor();
        await accessible(page);
        await fits(page);
        await page.goto(server.url + path);
        await page.locator("table.compare").waitFor();
        await accessible(page);
        await fits(page);
        for (const dialog of ["approve", "retake", "decline"]) {
          await page.locator(`#bar [data-dialog=${dialog}]`).click();
          await page.locator(`dialog#${dialog}[open]`).waitFor();
          await accessible(page);
          await page.keyboard.press("Escape");
        }
        assert.deepEqual(page.faults, []);
        await page.context().close();
      });
    }
  }
});

test("a no has a reason, a name and a way to appeal, and the appeal comes to somebody else", async () => {
  const applicant = await waiting(86);
  const page = await staff(lin);
  await open(page, applicant.reference);
  const path = new URL(page.url()).pathname;
  await page.keyboard.press("x");
  const dialog = page.locator("dialog#decline[open]");
  await dialog.waitFor();
  await dialog.locator("input[name=code]").first().check();
  const words = "The card says SPECIMEN across its front. Send your own card.";
  await dialog.locator("textarea[name=message]").fill(words);
  await dialog.locator(".preview", { hasText: words }).waitFor();
  await page.keyboard.press("Control+Enter");
  await portal.heading(applicant.page, /cannot approve/i, 20_000);
  assert.ok(await stayed(applicant.page), "the status page was loaded anew");
  const read = await applicant.page.locator("main").innerText();
  assert.ok(read.includes(words) && read.includes("Lin Wei"), read);
  await accessible(applicant.page);
  await applicant.page.locator("a[href='/appeal']").click();
  await accessible(applicant.page);
  await applicant.page.locator("#sentence").fill("It is my own card, and the word is its pattern.");
  await portal.go(applicant.page);
  await portal.heading(applicant.page, /your appeal is with a person/i);
  const second = await staff(noor);
  await open(second, applicant.reference);
  assert.equal(await second.locator("#bar [data-dialog=approve]").count(), 1, "another reviewer may decide the appeal");
  await second.locator("#case", { hasText: "It is my own card, and the word is its pattern." }).waitFor();
  await page.goto(server.url + path);
  assert.equal(await page.locator("#bar [data-dialog=approve]").count(), 0, "whoever said no decides its appeal as well");
  assert.deepEqual([...page.faults, ...second.faults, ...applicant.page.faults], []);
});
