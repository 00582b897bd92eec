// The README's screenshots: the demo on a phone and on a desk, in both languages.
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { Server, root } from "./lib/server.mjs";
import { desk, launch, phone, visitor } from "./lib/browser.mjs";
import { signInStaff } from "./lib/portal.mjs";

const out = process.argv[2] ?? join(root, "docs/screenshots");
mkdirSync(out, { recursive: true });
const server = await new Server({ args: ["--demo"] }).start();
const browser = await launch();
const account = (shows) => {
  const [, email, password] = server.printed.match(new RegExp(`^  ${shows} +(\\S+@\\S+) +(\\S+)$`, "m"));
  return { email, password };
};
const shot = (page, name, options = {}) => page.screenshot({ path: join(out, `${name}.png`), ...options });

async function applicant(shows, { viewport = phone, locale = "en-GB" } = {}) {
  const page = await visitor(browser, { viewport, locale });
  const { email, password } = account(shows);
  await page.goto(`${server.url}/sign-in`);
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(password);
  await page.locator("main form button:not([type=button])").first().click();
  await page.waitForURL("**/status");
  await page.locator("h1").waitFor();
  await page.waitForLoadState("networkidle").catch(() => {});
  return page;
}

for (const [locale, tag] of [["en-GB", "en"], ["zh-CN", "zh"]]) {
  await shot(await applicant("needs_input", { locale }), `your-turn-${tag}`, { fullPage: true });
  await shot(await applicant("approved", { locale }), `approved-${tag}`);
  const console_ = await visitor(browser, { viewport: desk, locale });
  await signInStaff(console_, server, account("reviewer"));
  await console_.waitForTimeout(500);
  await shot(console_, `inbox-${tag}`);
  await console_.locator("a[href*='/console/cases/']").first().click();
  await console_.locator(".stage img").first().waitFor();
  await console_.waitForTimeout(1_500);
  await shot(console_, `case-${tag}`);
}
await browser.close();
await server.stop();
process.exit(0);
