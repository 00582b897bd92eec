// A real browser, phone-sized or desk-sized, in either language, with axe on every page asked about.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
// The same engine with and without a window; the one without takes a quarter less of the processor.
const executablePath = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"].map((name) => `/usr/bin/${name}`).find(existsSync);

export const phone = { width: 390, height: 844 };
export const desk = { width: 1440, height: 900 };

/** `video`: an .mjpeg file that the camera sees. */
export async function launch({ video = null } = {}) {
  const camera = video ? ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${video}`] : [];
  return chromium.launch({
    executablePath,
    args: [...camera, "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A fresh visitor. Errors of scripts and of the Content-Security-Policy fail the test at its end. */
export async function visitor(browser, { viewport = phone, locale = "en-GB", javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ viewport, locale, javaScriptEnabled, hasTouch: viewport.width < 600 });
  const page = await context.newPage();
  // How fast a page is, the bench says; here a slow machine fails nothing.
  page.setDefaultTimeout(30_000);
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Refused to/.test(message.text())) page.faults.push(message.text());
  });
  return page;
}

/** No accessibility rule of WCAG 2.2 AA is broken on the page as it stands. */
export async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  const told = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
  assert.deepEqual(told, [], `accessibility of ${new URL(page.url()).pathname}`);
}

/** The page does not scroll sideways. */
export async function fits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${new URL(page.url()).pathname} is ${over} px too wide`);
}
