// Every page of the portal and of the console as the demo has them, in both languages: no accessibility rule broken, no
// scrolling sideways at 320 px, and on each page of the portal, error pages too, the way to a person in sight.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Server, run } from "../lib/server.mjs";
import { accessible, desk, fits, launch, phone, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

const narrow = { width: 320, height: 640 };
const languages = [["en-GB", "en"], ["zh-CN", "zh-CN"]];
const shots = process.env.PROOFDESK_SHOTS;
let server, browser;
before(async () => { [server, browser] = await Promise.all([new Server({ args: ["--demo"] }).start(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

const account = (shows, zh = false) => {
  const lines = [...server.printed.matchAll(/^  (\S+) +(\S+@\S+) +(\S+)$/gm)].map(([, of, email, password]) => ({ of, email, password }));
  return lines.find((line) => line.of === shows && line.email.includes("-zh@") === zh);
};

/** The page as it stands holds what every page promises. */
async function good(page, name, { widths = [narrow, phone], person = true } = {}) {
  const said = `${name} (${new URL(page.url()).pathname})`;
  await page.locator("h1").first().waitFor();
  const texts = await page.locator("body").innerText();
  assert.doesNotMatch(texts, /\{\s*\$|undefined|\bNaN\b|^[a-z]+(-[a-z]+){2,}$/m, said);
  if (person) assert.ok(await page.locator("header a[href='/talk'], header a[href^='/talk?']").first().isVisible(), `${said}: the way to a person`);
  await accessible(page);
  for (const viewport of widths) {
    await page.setViewportSize(viewport);
    await fits(page);
    if (shots) await page.screenshot({ path: join(shots, `${name}-${viewport.width}.png`), fullPage: true });
  }
}

async function signIn(page, { email, password }) {
  await page.goto(`${server.url}/sign-in`);
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(password);
  await portal.go(page);
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

for (const [locale, lang] of languages) {
  test(`before signing in, and where something is amiss, in ${lang}`, async () => {
    const page = await visitor(browser, { locale });
    const at = async (path, name) => { await page.goto(server.url + path); await good(page, `${lang}-${name}`); };
    await at("/", "home");
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    await at("/register", "register");
    await portal.go(page);
    await page.locator(".error-summary").waitFor();
    await good(page, `${lang}-register-wrong`);
    await at("/sign-in", "sign-in");
    await page.locator("#email").fill("nobody@journey.example");
    await page.locator("#password").fill("not the password");
    await portal.go(page);
    await page.locator(".error-summary").waitFor();
    await good(page, `${lang}-sign-in-wrong`);
    await at("/reset", "reset");
    await page.locator("#email").fill("nobody@journey.example");
    await portal.go(page);
    await page.waitForFunction(() => !document.querySelector("#email"));
    await good(page, `${lang}-reset-sent`);
    await at("/reset/0123456789abcdef", "reset-spent");
    await at("/talk", "talk-signed-out");
    await at("/help", "help");
    await at("/l/0123456789abcdef", "link");
    await portal.go(page);
    await page.locator("main a.button").first().waitFor();
    await good(page, `${lang}-link-unknown`);
    await at("/receipt/verify", "receipt-verify");
    await at("/no/such/page", "error-404");
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  test(`from registering to sending, in ${lang}`, async () => {
    const page = await visitor(browser, { locale });
    const passport = specimen("passport", { seed: 61 });
    const email = `pages-${lang}-${process.pid}@journey.example`;
    await page.goto(`${server.url}/register`);
    await page.locator("#email").fill(email);
    await page.locator("#password").fill(portal.password);
    await portal.go(page);
    await page.locator("#code").fill("000000");
    await good(page, `${lang}-confirm`);
    await portal.go(page);
    await page.locator(".error-summary").waitFor();
    await good(page, `${lang}-confirm-wrong`);
    const [, code] = await server.mailTo(email, /\b(\d{6})\b/);
    await page.locator("#code").fill(code);
    await portal.go(page);
    await page.locator("#region").waitFor();
    await good(page, `${lang}-about-you`);
    await portal.go(page);
    await page.locator(".error-summary").waitFor();
    await good(page, `${lang}-about-you-wrong`);
    await page.locator("#of_age-no").check();
    await page.locator("#region").selectOption("DEU");
    await portal.go(page);
    await page.waitForURL("**/start/not-served");
    await good(page, `${lang}-not-served-age`);
    await page.locator("main a.button").first().click();
    await page.locator("#of_age").check();
    await page.locator("#region").selectOption("PRK");
    await portal.go(page);
    await page.waitForURL("**/start/not-served");
    await good(page, `${lang}-not-served-region`);
    await page.locator("main a.button").first().click();
    await page.locator("#of_age").check();
    await page.locator("#region").selectOption("DEU");
    await portal.go(page);
    await page.waitForURL("**/start/notice");
    await good(page, `${lang}-notice`);
    await page.locator("button[value=no]").click();
    await page.waitForURL("**/start/declined");
    await good(page, `${lang}-notice-declined`);
    await page.goto(`${server.url}/talk`);
    await good(page, `${lang}-talk`);
    await page.goto(`${server.url}/start/notice`);
    await page.locator("button[value=yes]").click();
    await page.waitForURL("**/levels");
    await good(page, `${lang}-levels`);
    await portal.choose(page, "standard");
    await good(page, `${lang}-details`);
    await portal.go(page);
    await page.locator(".error-summary").waitFor();
    await good(page, `${lang}-details-wrong`);
    await portal.details(page, passport.person);
    await page.locator("input[name=kind]").first().waitFor();
    await good(page, `${lang}-document`);
    await portal.go(page);
    await page.locator(".error-summary").waitFor();
    await good(page, `${lang}-document-wrong`);
    await portal.document(page, "passport");
    await page.waitForURL("**/verify/photo/front");
    await good(page, `${lang}-photo`);
    await page.goto(`${server.url}/verify/check`);
    await good(page, `${lang}-check-missing`);
    await page.goto(`${server.url}/status`);
    await good(page, `${lang}-status-draft`);
    await page.goto(`${server.url}/levels`);
    await good(page, `${lang}-levels-running`);
    await page.goto(`${server.url}/verify/photo/front`);
    await portal.photo(page, passport.file);
    await page.waitForURL("**/verify/check");
    await good(page, `${lang}-check`);
    // Each answer has its way to be changed, which comes straight back.
    const rows = page.locator(".answers > div");
    assert.equal(await rows.locator(".change a").count(), await rows.count());
    await page.locator(".answers .change a").first().click();
    await portal.go(page);
    await page.waitForURL("**/verify/check");
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  test(`a case in every state, in ${lang}`, async () => {
    for (const state of ["draft", "needs_input", "checking", "in_review", "appealed", "approved", "declined", "cancelled", "expired", "revoked"]) {
      const page = await visitor(browser, { locale });
      await signIn(page, account(state));
      // The language that was chosen at sign-in may be the account's own.
      await page.goto(`${server.url}/lang/${lang}?back=/status`);
      await good(page, `${lang}-status-${state}`);
      if (state === "needs_input" || state === "in_review") {
        await page.locator("a[href^='/dispute/']").first().click();
        await page.waitForURL("**/dispute/**");
        await good(page, `${lang}-dispute-${state}`);
      }
      if (state === "declined" || state === "revoked") {
        await page.locator("a[href='/appeal']").first().click();
        await page.waitForURL("**/appeal");
        await good(page, `${lang}-appeal-${state}`);
      }
      if (["approved", "declined", "revoked"].includes(state)) {
        await page.goto(`${server.url}/receipt`);
        await good(page, `${lang}-receipt-${state}`);
        await page.goto(`${server.url}/levels`);
        await good(page, `${lang}-levels-${state}`);
      }
      if (state === "appealed" || state === "in_review") {
        await page.goto(`${server.url}/talk`);
        await good(page, `${lang}-talk-${state}`);
      }
      assert.deepEqual(page.faults, []);
      await page.context().close();
    }
  });

  test(`the console's pages, in ${lang}`, async () => {
    const console_ = { person: false, widths: [desk, phone] };
    for (const [role, paths] of [
      ["admin", ["/console", "/console/operations", "/console/operations/mails", "/console/staff", "/console/keys", "/console/policy"]],
      ["compliance", ["/console", "/console/policy"]],
      ["agent", ["/console"]],
    ]) {
      const page = await visitor(browser, { viewport: desk, locale });
      await page.goto(`${server.url}/console/sign-in`);
      if (role === "admin") await good(page, `${lang}-console-sign-in`, console_);
      await portal.signInStaff(page, server, account(role));
      for (const path of paths) {
        await page.goto(server.url + path);
        await good(page, `${lang}-console-${role}${path.replaceAll("/", "-").replace("-console", "")}`, console_);
        await page.setViewportSize(desk);
      }
      if (role === "admin") {
        await page.locator("a[href^='/console/policy/']").first().click();
        await page.waitForURL("**/console/policy/**");
        await good(page, `${lang}-console-policy-version`, console_);
        await page.goto(`${server.url}/console/operations`);
        await page.locator("a[href*='?mail=']").first().click();
        await page.locator(".mail-body").waitFor();
        await good(page, `${lang}-console-operations-mail`, console_);
        await page.goto(`${server.url}/console/nothing`);
        await good(page, `${lang}-console-error-404`, console_);
      }
      if (role === "compliance") {
        await page.goto(`${server.url}/console`);
        await page.locator("a[href^='/console/cases/']").first().click();
        await page.waitForURL("**/console/cases/**");
        const person = page.locator("a[href$='/person']");
        if (await person.count()) {
          await person.first().click();
          await page.waitForURL("**/console/people/**");
          await good(page, `${lang}-console-person`, console_);
        }
      }
      assert.deepEqual(page.faults, []);
      await page.context().close();
    }
  });
}

test("the portal's first page weighs under 100 kB, scripts included", async () => {
  const page = await visitor(browser);
  let bytes = 0;
  page.on("response", async (response) => {
    const sizes = await response.request().sizes().catch(() => null);
    bytes += sizes ? sizes.responseBodySize + sizes.responseHeadersSize : 0;
  });
  await page.goto(server.url, { waitUntil: "networkidle" });
  assert.ok(bytes > 1_000 && bytes < 100_000, `${bytes} bytes`);
});

test("the API's pages describe every address and are accessible", async () => {
  const page = await visitor(browser, { viewport: desk });
  await page.goto(`${server.url}/api/docs`);
  await page.locator("h1").waitFor();
  await accessible(page);
  const { paths } = await (await fetch(`${server.url}/api/openapi.json`)).json();
  const text = await page.locator("body").innerText();
  for (const path of Object.keys(paths)) assert.ok(text.includes(path), path);
  await page.setViewportSize(narrow);
  await fits(page);
  assert.deepEqual(page.faults, []);
});

test("`make run` prints how to sign in, and the accounts are only for the operator's eyes", () => {
  for (const role of ["agent", "reviewer", "compliance", "admin"]) assert.ok(account(role), server.printed);
  for (const state of ["draft", "needs_input", "checking", "in_review", "appealed", "approved", "declined", "cancelled", "expired", "revoked"]) assert.ok(account(state), state);
  assert.ok(readFileSync(join(server.data, "demo-accounts.txt"), "utf8").includes(account("admin").password));
  assert.match(run(["audit", "verify"], { ...server.env }), /all in order/);
});
