// The help centre: found without a session, in both languages, by two characters of Chinese, on the smallest phone and on
// paper; and the author's day: write, preview, publish in two languages, see what was looked for in vain.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server, scratch, until } from "../lib/server.mjs";
import { accessible, desk, fits, launch, visitor } from "../lib/browser.mjs";
import * as portal from "../lib/portal.mjs";

let server, browser;
const ada = { name: "Ada Lind", email: "ada@desk.example", role: "admin" };
const bo = { name: "Bo Agent", email: "bo@desk.example", role: "agent" };
const shots = process.env.SHOTS;
const shot = async (page, name) => { if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true }); };

before(async () => {
  [server, browser] = await Promise.all([new Server().start(), launch()]);
  for (const member of [ada, bo]) {
    const printed = server.command("staff", "add", "--name", member.name, "--email", member.email, "--role", member.role);
    [, member.password] = printed.match(/^password: (\S.*)$/m);
  }
});
after(async () => { await browser?.close(); await server?.stop(); });

test("an article is found without a session and says what to do, in English", async () => {
  const page = await visitor(browser);
  await page.goto(`${server.url}/help`);
  assert.ok(await page.locator(".help-card").count() >= 6);
  await accessible(page);
  await fits(page);
  await shot(page, "help-home-390");
  await page.locator("#q").fill("my pasport photo is blury");
  await page.locator("form[role=search] button").click();
  const first = page.locator(".help-hits h2 a").first();
  assert.match(await first.innerText(), /blurred/i);
  await accessible(page);
  await shot(page, "help-search-390");
  await first.click();
  await page.getByRole("heading", { level: 1, name: /blurred/i }).waitFor();
  assert.ok(await page.locator(".help-body img").evaluate((image) => image.complete && image.naturalWidth > 0), "the drawing is shown");
  await accessible(page);
  await fits(page);
  await shot(page, "help-article-390");
  assert.equal(await page.locator("link[rel=alternate][hreflang='zh-CN']").count(), 1);
  assert.ok((await page.locator("meta[name=description]").getAttribute("content")).length > 40);
  await page.locator("button[value=yes]").click();
  await page.getByRole("heading", { name: /good to hear/i }).waitFor();
  assert.deepEqual(page.faults, []);
});

test("two characters of Chinese find it, traditional ones too; nothing found offers a person", async () => {
  const page = await visitor(browser, { locale: "zh-CN" });
  for (const asked of ["模糊", "照片", "護照過期", "上传"]) {
    await page.goto(`${server.url}/help?q=${encodeURIComponent(asked)}`);
    assert.ok(await page.locator(".help-hits li").count() > 0, asked);
  }
  await page.goto(`${server.url}/help?q=${encodeURIComponent("护照过期")}`);
  assert.match(await page.locator(".help-hits h2").first().innerText(), /过期/);
  await shot(page, "help-search-zh-390");
  await page.locator(".help-hits h2 a").first().click();
  await page.getByRole("heading", { level: 1, name: /过期/ }).waitFor();
  await accessible(page);
  await fits(page);
  for (const asked of ["где мои деньги 4111111111111111", "😀", "ß", "x".repeat(3000), "'; drop table help_articles; --"]) {
    await page.goto(`${server.url}/help?q=${encodeURIComponent(asked)}`);
    assert.ok(await page.locator("aside a[href='/talk']").count(), asked.slice(0, 20));
    if (!asked.includes("table")) assert.equal(await page.locator(".help-hits li").count(), 0, asked.slice(0, 20));
    await fits(page);
  }
  await accessible(page);
  assert.deepEqual(page.faults, []);
});

test("every article fits 320 px, has its drawing and reads without scripts; a sitemap names them all", async () => {
  const page = await visitor(browser, { viewport: { width: 320, height: 640 }, javaScriptEnabled: false });
  const map = await (await fetch(`${server.url}/sitemap.xml`)).text();
  const addresses = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url.replace("&amp;", "&"));
  assert.ok(addresses.length > 100, `${addresses.length} addresses`);
  assert.match(await (await fetch(`${server.url}/robots.txt`)).text(), /Sitemap: .*\/sitemap\.xml/);
  for (const address of addresses) {
    const { pathname, search } = new URL(address);
    const answer = await page.goto(server.url + pathname + search);
    assert.equal(answer.status(), 200, pathname);
    await fits(page);
    const broken = await page.locator("main img").evaluateAll((images) => images.filter((i) => !i.naturalWidth).map((i) => i.src));
    assert.deepEqual(broken, [], pathname);
  }
});

test("the author's day: write, preview, publish in both languages, see what was not found, move it", async () => {
  const reader = await visitor(browser);
  await reader.goto(`${server.url}/help?q=walrus`);
  assert.equal(await reader.locator(".help-hits li").count(), 0);

  const page = await visitor(browser, { viewport: desk });
  await portal.signInStaff(page, server, ada);
  await page.goto(`${server.url}/console/help`);
  await accessible(page);
  await shot(page, "author-list-1440");
  await page.getByRole("link", { name: /not found/i }).click();
  await page.locator("th", { hasText: "walrus" }).waitFor();
  await accessible(page);
  await shot(page, "author-searches-1440");

  await page.goto(`${server.url}/console/help`);
  await page.locator("summary", { hasText: /new article/i }).click();
  await page.locator("#slug").fill("walrus-passports");
  await page.locator("form[action='/console/help'] button").click();
  await page.locator("#title").fill("Walrus passports");
  await page.locator("#summary").fill("Which walrus documents we take.");
  await page.locator("#body").fill("Walruses have **flippers**.\n\n<script>document.title='owned'</script>\n\n[bad](javascript:alert(1)) [good](/help/glare)\n\n![drawing](/help/pictures/glare.svg) ![stolen](https://elsewhere.example/x.png)");
  await page.locator("#preview strong", { hasText: "flippers" }).waitFor();
  assert.equal(await page.locator("#preview script").count(), 0);
  assert.equal(await page.locator("#preview a[href^='javascript']").count(), 0);
  assert.equal(await page.locator("#preview img").count(), 1);
  await accessible(page);
  await shot(page, "author-write-1440");
  await page.locator("button[formaction$='/publish']").click();
  await page.locator(".notice-good").waitFor();

  await page.locator(".author-langs a", { hasText: "中文" }).click();
  await page.locator("#title").fill("海象护照");
  await page.locator("#summary").fill("我们接受哪些海象证件。");
  await page.locator("#body").fill("海象有**鳍**。");
  await page.locator("button[formaction$='/publish']").click();
  await page.locator(".notice-good").waitFor();

  await reader.goto(`${server.url}/help?q=walrus`);
  await reader.locator(".help-hits h2 a").first().click();
  await reader.getByRole("heading", { level: 1, name: "Walrus passports" }).waitFor();
  await reader.goto(`${server.url}/help?q=${encodeURIComponent("海象")}&lang=zh-CN`);
  assert.match(await reader.locator(".help-hits h2").first().innerText(), /海象/);

  // A change is a draft until it is published; the history keeps both.
  await page.goto(page.url().replace("lang=zh-CN", "lang=en"));
  await page.locator("#title").fill("Walrus identity cards");
  await page.locator("button[value=save]").click();
  await page.locator(".notice-good").waitFor();
  await reader.goto(`${server.url}/help/walrus-passports?lang=en`);
  assert.match(await reader.locator("h1").innerText(), /passports/);
  assert.equal(await page.locator(".author-history > li").count(), 2);
  // Another address: the earlier one leads on.
  await page.locator("form[action$='/place'] #slug").fill("walruses");
  await page.locator("form[action$='/place'] button").click();
  await page.locator(".notice-good").waitFor();
  const answer = await reader.goto(`${server.url}/help/walrus-passports?lang=en`);
  assert.equal(answer.status(), 200);
  assert.match(reader.url(), /\/help\/walruses\?lang=en$/);
  await accessible(page);
  await shot(page, "author-article-1440");

  // A file that is no picture is refused in words.
  const folder = scratch();
  writeFileSync(join(folder, "no.jpg"), "<html>");
  await page.locator("form[action$='/pictures'] #name").fill("walrus");
  await page.locator("#picture").setInputFiles(join(folder, "no.jpg"));
  await page.locator("form[action$='/pictures'] button").click();
  await page.locator(".notice-bad").waitFor();

  // An agent drafts and does not publish.
  const other = await visitor(browser, { viewport: desk });
  await portal.signInStaff(other, server, bo);
  await other.goto(page.url().replace(/\/pictures$/, "?lang=en"));
  assert.equal(await other.locator("button[formaction$='/publish']").count(), 0);
  assert.deepEqual([...page.faults, ...reader.faults, ...other.faults], []);
});

test("what became of readers is told by their cases", async () => {
  const page = await visitor(browser);
  await portal.register(page, server);
  await portal.choose(page, "standard");
  await page.goto(`${server.url}/help/prepare-a-photo`);
  assert.ok(await page.getByRole("link", { name: /back to my verification/i }).count());
  const author = await visitor(browser, { viewport: desk });
  await portal.signInStaff(author, server, ada);
  await until(async () => {
    await author.goto(`${server.url}/console/help`);
    return /1 not finished/.test(await author.locator("main").innerText());
  }, 20_000, "the reading to be counted");
});
