// Our own faults: the server killed in the middle of a check, the disk full, the database gone for ten seconds, the
// upload cut. No attempt is counted, nothing acknowledged is lost, the person is told, and it ends by itself.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { Server, root, run, scratch, until } from "../lib/server.mjs";
import { launch, visitor } from "../lib/browser.mjs";
import { specimen } from "../lib/specimens.mjs";
import * as portal from "../lib/portal.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** As after a first sending that ended in findings: our fault in the middle of it used no attempt. */
async function oneAttempt(page) {
  await portal.heading(page, /your turn/i, 180_000);
  assert.match(await page.locator("main").innerText(), /After one more attempt a person takes over/);
}

test("the server is killed in the middle of a check: the case is finished after the restart", async () => {
  const server = await new Server().start();
  try {
    const page = await visitor(browser);
    const passport = specimen("passport", { seed: 51, size: "4000x3000" });
    await portal.sendAll(page, server, "standard", "passport", { ...passport.person, surname: "Otherwise" }, [passport.file]);
    await page.locator("ol.progress .now").waitFor();
    await server.stop("SIGKILL");
    await page.locator("#live-away").waitFor({ state: "visible", timeout: 60_000 });
    await server.start();
    // The page itself finds the server again; nothing is pressed.
    await oneAttempt(page);
    assert.match(server.command("audit", "verify"), /all in order/);
  } finally {
    await server.stop();
  }
});

test("the disk is full: the upload is refused in our name, and works once there is room", async () => {
  const objects = scratch();
  const free = (() => { const s = statfsSync(objects); return s.bavail * s.bsize; })();
  // Room is left for the pages, not for pictures; then the floor is met again.
  const server = await new Server({ env: { PROOFDESK_OBJECTS_URL: `file:${objects}`, PROOFDESK_FREE_SPACE_FLOOR: String(free - 300 * 2 ** 20) } }).start();
  const filler = join(objects, "filler");
  try {
    const page = await visitor(browser);
    const passport = specimen("passport", { seed: 52 });
    await portal.register(page, server);
    await portal.choose(page, "standard");
    await portal.details(page, passport.person);
    await portal.document(page, "passport");
    await page.waitForURL("**/verify/photo/front");
    execFileSync("fallocate", ["-l", String(400 * 2 ** 20), filler]);
    await page.locator("#photo").setInputFiles(passport.file);
    await page.locator("[data-send]").click();
    await page.getByText(/our (side|fault)|on it|try again|again in/i).first().waitFor();
    rmSync(filler);
    await until(async () => {
      if (/verify\/check/.test(page.url())) return true;
      const again = page.locator("[data-send]:visible, [data-pause]:visible");
      if (await again.count()) await again.first().click().catch(() => {});
      await page.waitForTimeout(1_000);
      return /verify\/check/.test(page.url());
    }, 60_000, "the upload to be taken");
    await portal.send(page);
    await portal.heading(page, /verified|approved/i);
  } finally {
    rmSync(filler, { force: true });
    await server.stop();
  }
});

test("the database is gone for ten seconds: the page says so, and the case is finished when it is back", async () => {
  const folder = join(scratch(), "postgres");
  mkdirSync(folder, { recursive: true });
  const script = join(root, "scripts/postgres.sh");
  const url = execFileSync(script, ["start", folder], { encoding: "utf8" }).trim();
  const server = new Server({ env: { PROOFDESK_DATABASE_URL: url } });
  try {
    await server.start();
    const page = await visitor(browser);
    const passport = specimen("passport", { seed: 53, size: "4000x3000" });
    await portal.sendAll(page, server, "standard", "passport", { ...passport.person, surname: "Otherwise" }, [passport.file]);
    execFileSync(script, ["pause", folder]);
    const gone = performance.now();
    const ready = await until(async () => (await fetch(`${server.url}/readyz`)).status === 503, 20_000, "/readyz to say so");
    assert.ok(ready);
    // Whoever waits reads it without pressing anything, and reads it no longer once it is over.
    await page.locator("#live-away").waitFor({ state: "visible", timeout: 60_000 });
    assert.match(await page.locator("#live-away").innerText(), /We are on it.*no attempt is used/);
    // Whoever comes by meanwhile reads whose fault it is, in their language.
    for (const [locale, words] of [["en-GB", /This is our fault, not yours.*We are on it/s], ["zh-CN", /我们/]]) {
      const other = await visitor(browser, { locale });
      const answer = await other.goto(`${server.url}/register`, { timeout: 60_000 });
      await other.locator("#email").fill("somebody@journey.example").catch(() => {});
      if (answer.status() === 200) {
        await other.locator("#password").fill(portal.password);
        await portal.go(other);
        await other.locator("#email").waitFor({ state: "detached", timeout: 60_000 });
      }
      assert.match(await other.locator("main").innerText(), words);
      assert.ok(await other.locator("header a[href='/talk']").isVisible());
      await other.context().close();
    }
    await until(() => performance.now() - gone > 10_000, 20_000, "ten seconds without a database");
    execFileSync(script, ["resume", folder]);
    await oneAttempt(page);
    assert.ok(await page.locator("#live-away").isHidden());
    assert.match(run(["audit", "verify"], { ...server.env }), /all in order/);
  } finally {
    await server.stop();
    execFileSync(script, ["stop", folder]);
  }
});

test("the upload is cut: it goes on by itself, and no attempt is used", async () => {
  const server = await new Server().start();
  try {
    const page = await visitor(browser);
    const passport = specimen("passport", { seed: 54 });
    await portal.register(page, server);
    await portal.choose(page, "standard");
    await portal.details(page, passport.person);
    await portal.document(page, "passport");
    await page.waitForURL("**/verify/photo/front");
    let cuts = 0;
    await page.route("**/uploads/*", (route) => {
      if (route.request().method() === "PATCH" && cuts++ < 2) return route.abort("connectionreset");
      return route.continue();
    });
    await portal.photo(page, passport.file);
    await page.waitForURL("**/verify/check", { timeout: 60_000 });
    assert.equal(cuts, 3);
    await portal.send(page);
    await portal.heading(page, /verified|approved/i);
  } finally {
    await server.stop();
  }
});
