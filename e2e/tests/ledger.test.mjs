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
}, { timeout: 90_000 });
after(async () => { await browser?.close(); await server?.stop(); }, { timeout: 30_000 });

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
  page.setDefaultTimeout(20_000);
  await portal.signInStaff(page, server, member);
  return page;
}

async function sent(seed, { level = "standard", locale = "en-GB", defects = [] } = {}) {
  const page = await visitor(browser, { locale });
  page.setDefaultTimeout(20_000);
  const passport = specimen("passport", { seed, defects });
  await portal.sendAll(page, server, level, "passport", passport.person, [passport.file]);
  return page;
}

test("a second look is taken over from a colleague and confirmed, in Chinese", { timeout: 180_000 }, async () => {
  const page = await sent(82, { locale: "zh-CN" });
  await portal.heading(page, /通过/, 60_000);
  const first = await staff(lin);
  await first.locator(".row", { hasText: "Second look" }).locator("a.row-link").click();
  await first.locator("input[name=verdict]").first().waitFor();
  const here = first.url();
  const second = await staff(noor, { locale: "zh-CN" });
  await second.goto(here);
  assert.equal(await second.locator(".stage").count(), 0, "what a colleague has in hand is not shown");
  await second.getByRole("button", { name: "接手" }).click();
  await second.locator("input[name=verdict][value=stands]").check();
  await accessible(second);
  await shot(second, "rereview-zh");
  await second.locator("#rereview form.sheet-card button").click();
  await second.getByText("确认了通过").first().waitFor();
  // Opened as a whole now, with its history.
  await second.locator("a.btn", { hasText: "打开完整个案" }).click();
  await second.locator("#case").waitFor();
  assert.match(await second.locator("#history").innerText(), /再次查看并确认了通过/);
  assert.deepEqual([...page.faults, ...first.faults, ...second.faults], []);
});

test("the public page is there when it is switched on, without a session, and tells nothing small", { timeout: 120_000 }, async () => {
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
