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
