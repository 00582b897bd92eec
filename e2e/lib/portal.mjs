// The applicant's way through the portal, step by step, as a person takes it.
import assert from "node:assert/strict";

let count = 0;
export const password = "seven quiet harbours wait";

/** Waits until the status page's heading fits. The page must get there by itself: nothing is reloaded. */
export async function heading(page, pattern, timeout = 30_000) {
  await page.getByRole("heading", { level: 1, name: pattern }).waitFor({ timeout });
}

/** Presses the button that sends the page's form, whatever it says. */
export async function go(page) {
  await page.locator("main form button:not([type=button])").first().click();
}

/** Registers, types the mailed code, answers age and region, agrees to the notice. Ends at the levels. */
export async function register(page, server, { region = "DEU", invitation } = {}) {
  const email = `person${++count}-${process.pid}@journey.example`;
  await page.goto(`${server.url}/register`);
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(password);
  if (invitation) {
    await page.locator("summary").first().click();
    await page.locator("#invitation").fill(invitation);
  }
  await go(page);
  await page.locator("#code").waitFor();
  const [, code] = await server.mailTo(email, /\b(\d{6})\b/);
  await page.locator("#code").fill(code);
  await go(page);
  await page.locator("#of_age").check();
  await page.locator("#region").selectOption(region);
  await go(page);
  await page.locator("button[value=yes]").click();
  await page.waitForURL("**/levels");
  return email;
}

export async function choose(page, level) {
  await page.locator(`button[name=level][value=${level}]`).click();
  await page.locator("#surname").waitFor();
}

export async function details(page, person) {
  await page.locator("#surname").fill(person.surname);
  await page.locator("#given_names").fill(person.givenNames);
  if (person.nativeName) await page.locator("#native_name").fill(person.nativeName);
  const [year, month, day] = person.birthDate.split("-");
  for (const [part, value] of Object.entries({ year, month, day })) await page.locator(`[name=birth_${part}]`).fill(value);
  await page.locator("#nationality").selectOption(person.nationality);
  await page.locator("#document_number").fill(person.documentNumber);
  await go(page);
}

export async function document(page, kind, country = "UTO") {
  await page.locator(`input[name=kind][value=${kind}]`).check();
  await page.locator("#issuing_country").selectOption(country);
  await go(page);
}

/** Chooses the file and sends it; ends wherever the portal goes next. */
export async function photo(page, file) {
  await page.locator("#photo").setInputFiles(file);
  await page.locator("[data-send]").click();
}

export async function send(page) {
  await page.waitForURL(/\/(verify\/check|status)$/);
  // After mending, the status page has the way to the check page.
  if (/\/status$/.test(page.url())) await page.locator("p.actions a.button").first().click();
  await page.waitForURL("**/verify/check");
  await go(page);
  await page.waitForURL("**/status").catch(async (error) => {
    throw new Error(`not sent; at ${page.url()} stands: ${(await page.locator("main").innerText()).slice(0, 2_000)}`, { cause: error });
  });
}

/** Everything from a fresh browser to the status page. */
export async function sendAll(page, server, level, kind, person, files) {
  const email = await register(page, server);
  await choose(page, level);
  await details(page, person);
  await document(page, kind);
  for (const [index, file] of files.entries()) {
    await page.waitForURL(index === 0 ? "**/verify/photo/front" : "**/verify/photo/back");
    await photo(page, file);
  }
  await send(page);
  return email;
}

/** Every finding of "your turn" as the person reads it. */
export async function findings(page) {
  return page.locator("ol.todo > li").evaluateAll((items) => items.map((item) => ({
    title: item.querySelector("h2").textContent.trim(),
    text: item.textContent.replace(/\s+/g, " ").trim(),
    placed: item.querySelector("svg polygon.place") !== null,
    measured: item.querySelector("dl.measure") !== null,
  })));
}


/** Signs a staff member in and ends at the inbox. */
export async function signInStaff(page, server, { email, password }) {
  await page.goto(`${server.url}/console/sign-in`);
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(password);
  await page.locator("form button").first().click();
  await page.waitForURL("**/console");
  assert.ok(await page.locator("h1").count());
}
