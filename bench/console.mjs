// The reviewer's next case against its limit: from the key that decides to the next case on the screen, its pictures drawn.
// Measured in a real browser, inside the page, frame by frame. JSON lines go to target/bench/console.jsonl.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server, root, until } from "../e2e/lib/server.mjs";
import { Applicant } from "../e2e/lib/applicant.mjs";
import { desk, launch, visitor } from "../e2e/lib/browser.mjs";
import { specimen } from "../e2e/lib/specimens.mjs";
import { signInStaff } from "../e2e/lib/portal.mjs";

const CASES = Number(process.env.CASES ?? 12);
const LIMIT_MS = 300;
const percentile = (values, p) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil((values.length * p) / 100) - 1)];

const server = await new Server().start();
const printed = server.command("staff", "add", "--name", "Lin Wei", "--email", "lin@desk.example", "--role", "reviewer");
const [, password] = printed.match(/^password: (\S.*)$/m);

/** A card without a zone, photographed on both sides with 12 megapixels, that waits for a person. */
async function waiting(seed) {
  const front = specimen("id-cn", { seed, size: "4000x3000" });
  const back = specimen("id-cn", { seed, side: "back", size: "4000x3000" });
  const person = { ...front.person, surname: "Su", givenNames: "Mingxuan", nationality: "UTO", documentNumber: front.truth.fields.personal_number.value };
  const somebody = await Applicant.register(server);
  await somebody.fill("standard", { person, file: front.file }, "id_card");
  await somebody.upload("back", readFileSync(back.file));
  await somebody.send();
  const { html } = await somebody.outcome();
  if (!/class="promise"/.test(html)) throw new Error(`seed ${seed} does not wait for a person`);
}
for (let seed = 300; seed < 300 + CASES; seed++) await waiting(seed);

const browser = await launch();
const page = await visitor(browser, { viewport: desk });
await signInStaff(page, server, { email: "lin@desk.example", password });
await page.locator("a[href*='/console/cases/']").first().click();
await page.locator(".stage.shown img").first().waitFor();
// A browser notes 250 fetches and then no more: a dozen cases have more than that.
await page.evaluate(() => performance.setResourceTimingBufferSize(10_000));

/** Begins, in the page, to wait for another case with every picture drawn: `window.timed`, milliseconds from the key that asks for it. */
const timed = (key) => page.evaluate((wanted) => {
  const before = document.querySelector("#case").dataset.case;
  let began = 0;
  addEventListener("keydown", (event) => { if (event.key === wanted) began ||= performance.now(); }, { capture: true });
  window.timed = new Promise((done, fail) => {
    setTimeout(() => fail(new Error(`no next case within 30 s at ${location.pathname}`)), 30_000);
    const look = () => {
      const shown = document.querySelector("#case");
      const pictures = [...document.querySelectorAll(".stage.shown img")];
      const drawn = pictures.length > 0 && pictures.every((picture) => picture.complete && picture.naturalWidth > 100);
      if (began && shown && shown.dataset.case !== before && drawn) requestAnimationFrame(() => done(performance.now() - began));
      else requestAnimationFrame(look);
    };
    look();
  });
}, key);

/** The case ahead is here: what a reviewer who has looked for two seconds finds. */
const ahead = async () => {
  const before = await page.evaluate(() => performance.getEntriesByType("resource").length);
  await page.waitForTimeout(2_000);
  await until(() => page.evaluate((n) => {
    const fetched = performance.getEntriesByType("resource").slice(n).filter((entry) => entry.initiatorType === "fetch");
    return fetched.some((entry) => entry.name.includes("/console/cases/") || entry.name.includes("/console/next")) && fetched.some((entry) => entry.name.includes("/console/pictures/"));
  }, before), 20_000, "the case ahead");
  await page.waitForTimeout(500);
};

const waits = [];
for (let at = 1; at < CASES - 1; at++) {
  await ahead();
  await page.keyboard.press("a");
  await page.locator("dialog#approve[open]").waitFor();
  // First the watch, then the key: sent together, the key may come first.
  await timed("Enter");
  await page.keyboard.press("Control+Enter");
  waits.push(await page.evaluate(() => window.timed));
}
await browser.close();
await server.stop();

const result = (name, measured) => ({ name, measured: Number(measured.toFixed(1)), limit: LIMIT_MS, unit: "ms", ratio: Number((measured / LIMIT_MS).toFixed(3)) });
const results = [
  result("next case with its pictures, median", percentile(waits, 50)),
  result(`next case with its pictures, slowest of ${waits.length}`, percentile(waits, 100)),
];
mkdirSync(join(root, "target/bench"), { recursive: true });
writeFileSync(join(root, "target/bench/console.jsonl"), results.map((line) => JSON.stringify(line)).join("\n") + "\n");
console.table(results);
process.exit(results.every((line) => line.ratio <= 1) ? 0 : 1);
