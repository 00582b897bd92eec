// What we read stands beside what was typed, and any of it can be called misread: by the keys, in both languages, with
// no upload and no attempt. And the same photo again is told at once, with two ways on.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { Server } from "../lib/server.mjs";
import { accessible, desk, fits, launch, phone, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

const narrow = { width: 320, height: 640 };
let server, browser;
before(async () => { [server, browser] = await Promise.all([new Server().start(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

/** The page as it stands is accessible and fits a small phone, a phone and a desk. */
async function good(page, name) {
  await accessible(page);
  for (const viewport of [narrow, desk, phone]) {
    await page.setViewportSize(viewport);
    await fits(page);
    // For people who look: where to put what the page looks like.
    if (process.env.PROOFDESK_SHOTS) await page.screenshot({ path: `${process.env.PROOFDESK_SHOTS}/${name}-${viewport.width}.png`, fullPage: true });
  }
}

/** What the page says, without what was read out as news. */
const words = (page) => page.locator("main").evaluate((main) => {
  const said = main.querySelector("#live-said");
  if (said) said.textContent = "";
  return main.innerText;
});

/** Moves the focus with the Tab key to what the selector names. */
async function tabTo(page, selector) {
  for (let pressed = 0; pressed < 80; pressed++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  assert.fail(`Tab never reached ${selector}`);
}

for (const { locale, turn, looking, says } of [
  { locale: "en-GB", turn: /your turn/i, looking: /person is looking/i, says: "You misread this: surname" },
  { locale: "zh-CN", turn: /轮到[你您]了/, looking: /由人工查看/, says: "识别有误：姓" },
]) {
  test(`a field with nothing wrong about it can be disputed by the keys alone, in ${locale}`, async () => {
    const page = await visitor(browser, { locale });
    const passport = specimen("passport", { seed: 44 });
    const [year, ...rest] = passport.person.birthDate.split("-");
    const email = await portal.sendAll(page, server, "standard", "passport", { ...passport.person, birthDate: [Number(year) + 1, ...rest].join("-") }, [passport.file]);
    await portal.heading(page, turn);
    const surname = page.locator("#read-surname");
    assert.match(await surname.innerText(), new RegExp(passport.person.surname, "i"));
    const link = surname.locator("a");
    assert.equal((await link.textContent()).trim(), says);
    await good(page, `status-${locale}`);
    const attempts = await page.locator("main").innerText();
    await tabTo(page, "#read-surname a");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/dispute/field/surname");
    await page.locator(".evidence svg polygon.place").first().waitFor();
    await good(page, `dispute-${locale}`);
    await tabTo(page, "#sentence");
    await page.keyboard.type("It has <b>an accent</b>.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await portal.heading(page, looking);
    assert.ok(attempts.length > 0);
    assert.match(await page.locator("#read-surname .tag").innerText(), /person looks|由人工查看/i);
    assert.equal(await page.locator("#read-surname a").count(), 0, "it was said");
    assert.equal(await page.locator("#read-given_names a").count(), 1, "the others can still be said");
    await good(page, `looking-${locale}`);
    // Somebody else's case has no such page.
    const other = await visitor(browser, { locale });
    await portal.register(other, server);
    const answer = await other.goto(`${server.url}/dispute/field/surname`);
    assert.ok(!(await other.content()).includes(passport.person.documentNumber) && answer.url() !== `${server.url}/dispute/field/surname`);
    assert.ok(email);
    assert.deepEqual([...page.faults, ...other.faults], []);
  });
}

test("of an approved case as well: the approval stands and the words reach a person", async () => {
  const page = await visitor(browser);
  const passport = specimen("passport", { seed: 45 });
  await portal.sendAll(page, server, "standard", "passport", passport.person, [passport.file]);
  await portal.heading(page, /approved/i);
  await page.locator("details summary", { hasText: /what we read/i }).click();
  await good(page, "approved-en-GB");
  await page.locator("#read-given_names a").click();
  await page.waitForURL("**/dispute/field/given_names");
  await page.locator("#sentence").fill("The second name is missing.");
  await portal.go(page);
  await page.waitForURL("**/talk");
  assert.match(await page.locator(".message-you").innerText(), /misread the given names[\s\S]*The second name is missing\./i);
  await page.goto(`${server.url}/status`);
  await portal.heading(page, /approved/i);
  assert.deepEqual(page.faults, []);
});

for (const { locale, turn, same } of [
  { locale: "en-GB", turn: /your turn/i, same: /same photo again/i },
  { locale: "zh-CN", turn: /轮到[你您]了/, same: /同一张照片/ },
]) {
  test(`the same photo again is told at once, with another photo and a person offered, in ${locale}`, async () => {
    const page = await visitor(browser, { locale });
    const unclear = specimen("passport", { seed: 46, defects: ["glare=0.8@expiry_date"] });
    const clear = specimen("passport", { seed: 46 });
    await portal.sendAll(page, server, "standard", "passport", clear.person, [unclear.file]);
    await portal.heading(page, turn);
    const before = await words(page);
    const [finding] = await portal.findings(page);
    await page.locator("p.actions a.button").first().click();
    await page.waitForURL("**/verify/photo/front**");
    await portal.photo(page, unclear.file);
    const summary = page.locator(".error-summary");
    await summary.getByRole("heading", { name: same }).waitFor();
    assert.ok(await summary.evaluate((element) => element === document.activeElement), "it is read out");
    assert.ok((await summary.innerText()).includes(finding.title), "what was found stands there again");
    await good(page, `same-${locale}`);
    assert.equal(await summary.locator("a[href='/talk']").count(), 1);
    // This browser has no camera: the button leads to the door, and that to a file.
    await summary.locator("[data-pick]").click();
    const choosing = page.waitForEvent("filechooser");
    await page.locator("[data-door] [data-pick=file]").click();
    await (await choosing).setFiles(clear.file);
    assert.equal(await summary.count(), 0, "what was said of the photo before is gone");
    await page.goto(`${server.url}/status`);
    await portal.heading(page, turn);
    assert.equal(await words(page), before, "no attempt was used, nothing was changed");
    await page.goto(`${server.url}/verify/photo/front?from=status`);
    await portal.photo(page, clear.file);
    await portal.send(page);
    await portal.heading(page, /approved|已通过|通过/i);
    assert.deepEqual(page.faults, []);
  });
}
