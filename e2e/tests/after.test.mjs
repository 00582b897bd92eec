// After the decision: the receipt, and what an operator and the person do with an approval.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, scratch, Server } from "../lib/server.mjs";
import { accessible, desk, fits, launch, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

let server, browser;
before(async () => { [server, browser] = await Promise.all([new Server().start(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

test("an approval has a receipt that verifies by page and by command, and a changed one does not", async () => {
  const page = await visitor(browser);
  const passport = specimen("passport", { seed: 41 });
  await portal.sendAll(page, server, "standard", "passport", passport.person, [passport.file]);
  await portal.heading(page, /approved/i);
  await page.locator('a[href="/receipt"]').click();
  await portal.heading(page, /receipt/i);
  await accessible(page);
  await fits(page);
  const receipt = await (await page.request.get(`${server.url}/receipt.json`)).text();
  assert.equal(JSON.parse(receipt).receipt.decided_by, "checks");

  const other = await visitor(browser);
  await other.goto(`${server.url}/receipt/verify`);
  const look = async (text) => {
    await other.locator("#receipt").fill(text);
    await other.locator("main form button").click();
    return other.locator('main [role="status"]').first().innerText();
  };
  assert.match(await look(receipt), /^Genuine/);
  await accessible(other);
  await fits(other);
  assert.match(await look(receipt.replace('"approved"', '"declined"')), /^Not genuine/);

  const folder = scratch();
  const [file, key, changed] = ["receipt.json", "keys.json", "changed.json"].map((name) => join(folder, name));
  writeFileSync(file, receipt);
  writeFileSync(changed, receipt.replace('"standard"', '"plus"'));
  writeFileSync(key, await (await other.request.get(`${server.url}/.well-known/proofdesk-receipt-keys.json`)).text());
  assert.match(run(["audit", "verify", "--receipt", file, "--key", key]), /^genuine: PD-/);
  assert.match(run(["audit", "verify", "--receipt", file], { PROOFDESK_DATA_DIR: server.data }), /^genuine: PD-/);
  assert.throws(() => run(["audit", "verify", "--receipt", changed, "--key", key]), (error) => {
    assert.equal(error.status, 1);
    return /not genuine/.test(error.stdout);
  });
  assert.deepEqual([...page.faults, ...other.faults], []);
});

test("compliance freezes an account, the person reads why, it is given back, and the case file verifies", async () => {
  const lin = { name: "Lin Wei", email: "lin@desk.example", role: "compliance" };
  const printed = server.command("staff", "add", "--name", lin.name, "--email", lin.email, "--role", lin.role);
  [, lin.password] = printed.match(/^password: (\S.*)$/m);
  const person = await visitor(browser);
  const front = specimen("id-cn", { seed: 43 });
  const back = specimen("id-cn", { seed: 43, side: "back" });
  const details = { ...front.person, surname: "Su", givenNames: "Mingxuan", nationality: "UTO", documentNumber: front.truth.fields.personal_number.value };
  await portal.sendAll(person, server, "standard", "id_card", details, [front.file, back.file]);
  await portal.heading(person, /person is looking/i);

  const page = await visitor(browser, { viewport: desk });
  await portal.signInStaff(page, server, lin);
  await page.goto(`${server.url}/console/next`);
  await page.locator('a[href$="/person"]').click();
  await page.waitForURL("**/console/people/**");
  await accessible(page);
  await fits(page);
  await page.locator('form[action$="/freeze"] button').click();
  assert.equal(await page.locator("#code:invalid").count(), 1);
  await page.locator("#code").selectOption("doc.expired");
  await page.locator("#words").fill("Your card has run out. Show us the new one.");
  await page.locator('form[action$="/freeze"] button').click();
  await page.locator('main [role="status"]').waitFor();
  await accessible(page);

  await person.reload();
  await person.locator("#frozen-title").waitFor();
  assert.match(await person.locator("main").innerText(), /Show us the new one/);
  await accessible(person);
  await fits(person);

  const wait = page.waitForEvent("download");
  await page.locator('form[action$="/file"] button').click();
  const file = await (await wait).path();
  assert.match(run(["audit", "verify", "--case-file", file], { PROOFDESK_DATA_DIR: server.data }), /^genuine: case PD-/);

  await page.locator('form[action$="/unfreeze"] button').click();
  await page.locator('form[action$="/freeze"]').waitFor();
  await person.reload();
  await portal.heading(person, /person is looking/i);
  assert.equal(await person.locator("#frozen-title").count(), 0);
  assert.deepEqual([...page.faults, ...person.faults], []);
});

test("an approval is taken back: the person reads why and by whom, the level is gone, and they may appeal", async () => {
  const ines = { name: "Ines Costa", email: "ines@desk.example", role: "compliance" };
  const printed = server.command("staff", "add", "--name", ines.name, "--email", ines.email, "--role", ines.role);
  [, ines.password] = printed.match(/^password: (\S.*)$/m);
  const key = server.command("key", "create", "--name", "platform", "--mode", "test").trim();
  const person = await visitor(browser, { locale: "zh-CN" });
  const passport = specimen("passport", { seed: 44 });
  await portal.sendAll(person, server, "standard", "passport", passport.person, [passport.file]);
  await portal.heading(person, /通过/, 60_000);
  const reference = await person.locator("p.caption .mono").innerText();

  const page = await visitor(browser, { viewport: desk });
  await portal.signInStaff(page, server, ines);
  await page.goto(`${server.url}/console?q=${reference}`);
  await page.waitForURL("**/console/cases/*");
  const here = page.url();
  await page.locator('a[href$="/person"]').click();
  await page.waitForURL("**/console/people/**");
  const applicant = new URL(page.url()).pathname.split("/").at(-1);
  const withdraw = async () => (await (await fetch(`${server.url}/api/v1/limits/evaluate`, {
    method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ applicant, operation: "withdraw", amount: "100", currency: "EUR" }),
  })).json());
  assert.equal((await withdraw()).verdict, "allow");

  await page.goto(here);
  await page.locator("html[data-live-state=open]").waitFor();
  await page.keyboard.press("x");
  const dialog = page.locator("dialog#revoke[open]");
  await dialog.waitFor();
  await accessible(page);
  await dialog.locator("input[name=code]").first().check();
  const words = "您的银行告知我们，这本护照已经挂失。";
  await dialog.locator("textarea[name=message]").fill(words);
  await dialog.locator(".preview", { hasText: words }).waitFor();
  await page.keyboard.press("Control+Enter");
  await page.locator("#bar form[data-undo]").waitFor();
  assert.equal((await withdraw()).verdict, "allow", "it can still be taken back");
  await portal.heading(person, /撤回|撤销/);
  const read = await person.locator("main").innerText();
  assert.ok(read.includes(words) && read.includes(ines.name), read);
  await accessible(person);
  await fits(person);
  const denied = await withdraw();
  assert.deepEqual([denied.verdict, denied.denial?.code], ["deny", "level.required"], JSON.stringify(denied));
  // The platform's question began the way back; what was decided, and the appeal, stay beside it.
  await person.reload();
  await portal.heading(person, /还没有提交/);
  const earlier = person.locator("[data-earlier=revoked]");
  assert.ok((await earlier.innerText()).includes(words));
  await accessible(person);
  await fits(person);
  await earlier.locator("a[href='/appeal']").click();
  await person.locator("#sentence").fill("护照已经找到了。");
  await portal.go(person);
  await person.locator("[data-earlier=appealed]", { hasText: /申诉/ }).waitFor();
  assert.deepEqual([...page.faults, ...person.faults], []);
});
