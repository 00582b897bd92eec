// The causes that hurt people most: an unclear picture, details that differ, a wrong file. Each says exactly what, where
// and what to do; nothing that passed is asked for twice; loops end with a person.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server, scratch } from "../lib/server.mjs";
import { accessible, fits, launch, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

let server, browser;
before(async () => { [server, browser] = await Promise.all([new Server().start(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

test("an unclear picture: the reason with its measure and its place, then only that picture again", async () => {
  const page = await visitor(browser);
  const unclear = specimen("passport", { seed: 41, defects: ["glare=0.8@expiry_date"] });
  const clear = specimen("passport", { seed: 41 });
  const email = await portal.sendAll(page, server, "standard", "passport", clear.person, [unclear.file]);
  await portal.heading(page, /your turn/i);
  const [finding] = await portal.findings(page);
  assert.match(finding.title, /light|glare|reflection/i);
  assert.ok(finding.placed && finding.measured, JSON.stringify(finding));
  await accessible(page);
  await fits(page);
  await server.mailTo(email, /http\S+\/status/);
  await page.locator("p.actions a.button").first().click();
  await page.waitForURL("**/verify/photo/front**");
  await portal.photo(page, clear.file);
  await portal.send(page);
  await portal.heading(page, /verified|approved/i);
  assert.deepEqual(page.faults, []);
});

test("details that differ: typed and read stand side by side; corrected without a new picture", async () => {
  const page = await visitor(browser);
  const passport = specimen("passport", { seed: 42 });
  const typo = { ...passport.person, surname: `${passport.person.surname}son` };
  await portal.sendAll(page, server, "standard", "passport", typo, [passport.file]);
  await portal.heading(page, /your turn/i);
  const [finding] = await portal.findings(page);
  assert.match(finding.text, new RegExp(typo.surname, "i"));
  assert.ok(finding.placed, JSON.stringify(finding));
  await accessible(page);
  await page.locator("p.actions a.button").first().click();
  await page.locator("#surname").fill(passport.person.surname);
  await portal.go(page);
  await portal.send(page);
  await portal.heading(page, /verified|approved/i);
});

test("'you misread this' brings a person with no upload and no attempt used", async () => {
  const page = await visitor(browser);
  const passport = specimen("passport", { seed: 43 });
  await portal.sendAll(page, server, "standard", "passport", { ...passport.person, surname: "Otherwise" }, [passport.file]);
  await portal.heading(page, /your turn/i);
  await page.getByRole("link", { name: /misread/i }).first().click();
  await accessible(page);
  await page.locator("#sentence").fill("My document says Otherwise on page three.");
  await page.locator("main form button").first().click();
  await portal.heading(page, /person is looking/i);
});

test("a wrong file is told at once, keeps what was there, and uses no attempt", async () => {
  const page = await visitor(browser);
  const passport = specimen("passport", { seed: 44 });
  const folder = scratch();
  const text = join(folder, "photo.jpg");
  writeFileSync(text, "this is a text file");
  await portal.register(page, server);
  await portal.choose(page, "standard");
  await portal.details(page, passport.person);
  await portal.document(page, "passport");
  await page.waitForURL("**/verify/photo/front");
  await portal.photo(page, text);
  await page.locator(".error-summary").waitFor();
  assert.match(await page.locator(".error-summary").innerText(), /JPEG/);
  await accessible(page);
  await portal.photo(page, passport.file);
  await portal.send(page);
  await portal.heading(page, /verified|approved/i);
});

test("the same finding twice brings a person by itself", async () => {
  const page = await visitor(browser);
  const first = specimen("passport", { seed: 45, defects: ["blur=0.9"] });
  const second = specimen("passport", { seed: 45, defects: ["blur=0.75"] });
  await portal.sendAll(page, server, "standard", "passport", first.person, [first.file]);
  await portal.heading(page, /your turn/i);
  await page.locator("p.actions a.button").first().click();
  await portal.photo(page, second.file);
  await portal.send(page);
  await portal.heading(page, /person is looking/i);
});

test("'talk to a person' is on every page, and the message lands in the conversation", async () => {
  const page = await visitor(browser);
  await portal.register(page, server);
  for (const path of ["/", "/levels", "/help"]) {
    await page.goto(server.url + path);
    assert.ok(await page.getByRole("link", { name: /talk to a person/i }).count(), path);
  }
  await page.getByRole("link", { name: /talk to a person/i }).first().click();
  await page.locator("textarea").fill("My money is stuck. <b>Help</b>");
  await page.locator("main form button").first().click();
  await page.locator(".message-you").waitFor();
  assert.match(await page.locator(".messages").innerText(), /<b>Help<\/b>/);
  // Money is no matter for a bot.
  await page.locator(".message-over").waitFor();
  assert.match(await page.locator("main").innerText(), /TK-/);
  await accessible(page);
});
