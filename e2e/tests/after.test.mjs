// After the decision: the receipt, and what an operator and the person do with an approval.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, scratch, Server } from "../lib/server.mjs";
import { accessible, fits, launch, visitor } from "../lib/browser.mjs";
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
