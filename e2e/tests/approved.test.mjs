// The main job: one person gets verified, on a phone, in English and in Chinese, and the pages hold up.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { Server } from "../lib/server.mjs";
import { accessible, desk, fits, launch, phone, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

let server, browser;
before(async () => { [server, browser] = await Promise.all([new Server().start(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

test("a passport is approved without a reload, and limits rise", async () => {
  const page = await visitor(browser);
  const passport = specimen("passport", { seed: 31 });
  const email = await portal.register(page, server, { invitation: "FRIENDS-24" });
  await fits(page);
  await accessible(page);
  await portal.choose(page, "standard");
  await accessible(page);
  await portal.details(page, passport.person);
  await accessible(page);
  await portal.document(page, "passport");
  await page.waitForURL("**/verify/photo/front");
  await accessible(page);
  await fits(page);
  await portal.photo(page, passport.file);
  await page.waitForURL("**/verify/check");
  await accessible(page);
  await portal.send(page);
  await portal.heading(page, /approved/i);
  await accessible(page);
  assert.match(await page.locator("main").innerText(), /5,?000/);
  const [link] = await server.mailTo(email, /http\S+\/status/);
  await page.goto(link);
  await portal.heading(page, /approved/i);
  assert.deepEqual(page.faults, []);
});

test("an identity card with both sides is approved, in Chinese, on a desk", async () => {
  const page = await visitor(browser, { viewport: desk, locale: "zh-CN" });
  const front = specimen("id-td1", { seed: 32 });
  const back = specimen("id-td1", { seed: 32, side: "back" });
  await portal.sendAll(page, server, "standard", "id_card", front.person, [front.file, back.file]);
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await portal.heading(page, /通过/);
  await accessible(page);
  assert.deepEqual(page.faults, []);
});

test("a Chinese card without a zone goes to a person, with place and promised time", async () => {
  const page = await visitor(browser);
  const front = specimen("id-cn", { seed: 33 });
  const back = specimen("id-cn", { seed: 33, side: "back" });
  const person = { ...front.person, surname: "Su", givenNames: "Mingxuan", nationality: "UTO", documentNumber: front.truth.fields.personal_number.value };
  await portal.sendAll(page, server, "standard", "id_card", person, [front.file, back.file]);
  await portal.heading(page, /person is looking/i);
  assert.match(await page.locator("dl.promise").innerText(), /\d/);
  await accessible(page);
});

test("whoever is not served hears it before anything is uploaded", async () => {
  const page = await visitor(browser, { viewport: phone });
  await page.goto(`${server.url}/register`);
  const email = "not-served@journey.example";
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(portal.password);
  await portal.go(page);
  const [, code] = await server.mailTo(email, /\b(\d{6})\b/);
  await page.locator("#code").fill(code);
  await portal.go(page);
  await page.locator("#of_age").check();
  await page.locator("#region").selectOption("PRK");
  await portal.go(page);
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.match(await page.locator("main").innerText(), /not.*(serve|offer|available)/i);
  await accessible(page);
});

test("a forgotten password is replaced by mail, and the old sign-ins end", async () => {
  const page = await visitor(browser);
  const email = await portal.register(page, server);
  const other = await visitor(browser);
  await other.goto(`${server.url}/reset`);
  await other.locator("#email").fill(email);
  await portal.go(other);
  const [link] = await server.mailTo(email, /http\S+\/reset\/\S+/);
  await other.goto(link);
  // What was typed can be looked at, and is hidden again when it is sent.
  await other.locator("#password").fill("nine patient lanterns glow");
  await other.locator("[data-reveal]").click();
  assert.equal(await other.locator("#password").getAttribute("type"), "text");
  await portal.go(other);
  await other.waitForURL((url) => !url.pathname.startsWith("/reset"));
  await page.goto(`${server.url}/levels`);
  assert.match(page.url(), /sign-in/);
});
