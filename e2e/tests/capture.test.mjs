// The camera page with a fake camera fed by specimen videos: the instruction shown, the shot by itself, the doors where
// there is no way on, the phone and the desk together, files of every kind.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { accessible, desk, fits, launch, visitor } from "../lib/browser.mjs";
import { Server } from "../lib/server.mjs";
import { pdfOf } from "../lib/pdf.mjs";
import { specimen } from "../lib/specimens.mjs";
import { video } from "../lib/video.mjs";
import * as portal from "../lib/portal.mjs";

const SHOW = { timeout: 60_000 };
const person = specimen("passport", { seed: 71, size: "1280x720" }).person;
let server;
before(async () => {
  server = await new Server().start();
});
after(() => server?.stop());

async function atThePhoto(page, kind = "passport") {
  page.setDefaultTimeout(60_000);
  await portal.register(page, server);
  await portal.choose(page, "standard");
  await portal.details(page, person);
  await portal.document(page, kind);
  await page.waitForURL("**/verify/photo/front");
}

/** Opens the camera on a video and hands the page over. */
async function filmed(file, act, options) {
  const browser = await launch({ video: file });
  try {
    const page = await visitor(browser, options);
    await atThePhoto(page);
    await page.locator("main [data-pick=camera]").first().click();
    await page.locator("[data-camera]:not([hidden])").waitFor();
    await act(page);
    assert.deepEqual(page.faults, []);
  } finally {
    await browser.close();
  }
}

const says = (page, ...words) => page.waitForFunction(
  (wanted) => wanted.includes(document.querySelector("[data-camera]").dataset.say), words, SHOW,
);

test("a good document: the photo is taken by itself, looked at, sent, and the case goes on", async () => {
  await filmed(video("passport", [{}]), async (page) => {
    await page.locator(".preview:not([hidden]) img").waitFor(SHOW);
    await page.waitForFunction(() => document.querySelector("[data-upload]").dataset.looked, null, SHOW);
    assert.equal(await page.locator("[data-upload]").getAttribute("data-looked"), "fine", await page.locator("[data-photos]").innerText());
    await fits(page);
    await accessible(page);
    await page.locator("[data-send]").click();
    await page.waitForURL("**/verify/check", SHOW);
    await portal.send(page);
    await portal.heading(page, /verified|approved/i, 120_000);
  });
});

const wrong = [
  ["blurred", [{ defects: ["blur=0.8"] }], ["blurred", "still"]],
  ["glare", [{ defects: ["glare=0.9"] }], ["glare"]],
  ["dark", [{ defects: ["dark=1"] }], ["dark"]],
  ["cut off", [{ defects: ["cut_off=0.6@left"] }], ["corners"]],
  ["no document", [{ defects: ["none=1"] }], ["place"]],
  ["far away", [{ defects: ["small=0.9"] }], ["closer"]],
];
for (const [what, frames, words] of wrong) {
  test(`${what}: the page says what to do and takes no photo by itself; the button takes one, which is told about`, async () => {
    await filmed(video("passport", frames), async (page) => {
      await says(page, ...words);
      const told = page.locator("[data-camera-told]");
      await page.waitForFunction(() => document.querySelector("[data-camera-told]").textContent, null, SHOW);
      assert.equal(await told.getAttribute("aria-live"), "polite");
      assert.equal(await page.locator(".preview:not([hidden])").count(), 0, "no photo yet");
      await accessible(page);
      await page.locator("[data-camera-shoot]").click();
      await page.waitForFunction(() => document.querySelector("[data-upload]").dataset.looked, null, SHOW);
      assert.equal(await page.locator("[data-upload]").getAttribute("data-looked"), "found");
      assert.ok(await page.locator(".shot-findings li").count());
      assert.ok(await page.locator("[data-send]").isVisible(), "it can be sent all the same");
      assert.notEqual(await page.locator("[data-send]").innerText(), "Use this photo");
    });
  });
}

test("a document that moves: hold still, and no photo", async () => {
  const frames = [0, 5, 10, 15, 20, 15, 10, 5].map((angle) => ({ defects: [`rotated=0@${angle}`] }));
  await filmed(video("passport", frames, { hold: 2, size: "1920x1440" }), (page) => says(page, "still", "blurred"));
});

test("every dead end has a door: a file, the camera app, the phone, a person", async () => {
  const browser = await launch();
  try {
    for (const [door, name, secure] of [["denied", "NotAllowedError", true], ["none", "NotFoundError", true], ["taken", "NotReadableError", true], ["insecure", null, false]]) {
      const page = await visitor(browser);
      await page.addInitScript(([error, safe]) => {
        Object.defineProperty(self, "isSecureContext", { value: safe });
        const media = error && { getUserMedia: () => Promise.reject(new DOMException("", error)) };
        Object.defineProperty(navigator, "mediaDevices", { value: media ?? undefined });
      }, [name, secure]);
      await atThePhoto(page);
      await page.locator("main [data-pick=camera]").first().click();
      const panel = page.locator("[data-door]:not([hidden])");
      await panel.waitFor();
      assert.equal(await panel.getAttribute("data-door"), door);
      assert.ok(await panel.locator("h2:visible").count() === 1);
      assert.equal(await panel.locator("ol:visible").count(), door === "denied" ? 1 : 0, "the steps for this browser");
      assert.ok(await panel.locator("[data-pick=file]").isVisible());
      assert.ok(await page.locator("form[action^='/verify/phone/'] button").isVisible());
      assert.ok(await page.locator("main a[href='/talk']").last().isVisible());
      await accessible(page);
      await page.context().close();
    }
  } finally {
    await browser.close();
  }
});

test("without WebAssembly the camera works with its button; without scripts the form works", async () => {
  const browser = await launch({ video: video("passport", [{}]) });
  try {
    const page = await visitor(browser);
    await page.addInitScript(() => delete self.WebAssembly);
    await atThePhoto(page);
    await page.locator("main [data-pick=camera]").first().click();
    await says(page, "alone");
    await page.locator("[data-camera-shoot]").click();
    await page.locator("[data-send]").click();
    await page.waitForURL("**/verify/check", SHOW);

    const plain = await visitor(browser, { javaScriptEnabled: false });
    await atThePhoto(plain);
    await plain.locator("#photo").setInputFiles(specimen("passport", { seed: 71, size: "1280x720" }).file);
    await plain.locator("[data-send]").click();
    await plain.waitForURL("**/verify/check", SHOW);
  } finally {
    await browser.close();
  }
});

test("the desk and the phone: a code opens once, the phone takes the photo, the desk goes on by itself", async () => {
  const browser = await launch();
  try {
    const page = await visitor(browser, { viewport: desk });
    await atThePhoto(page);
    await page.locator("form[action^='/verify/phone/'] button").click();
    await page.locator(".qr-code").waitFor();
    await accessible(page);
    const short = (await page.locator(".short-link").innerText()).trim();
    assert.match(short, /^127\.0\.0\.1:\d+\/l\/[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}$/);

    const phone = await visitor(browser);
    phone.setDefaultTimeout(60_000);
    await phone.goto(`http://${short.toLowerCase().replace(/\/l\/.*/, (code) => code.replace("/l/", "/l/"))}`);
    await phone.locator("main form button").click();
    await phone.waitForURL("**/verify/photo/front");
    assert.equal(await phone.locator("form[action^='/verify/phone/']").count(), 0, "the phone hands over to nobody");
    await page.getByRole("heading", { name: "Your phone is connected" }).waitFor(SHOW);
    assert.ok(await page.locator(".qr-code").isHidden());

    const second = await visitor(browser);
    await second.goto(`http://${short}`);
    await second.locator("main form button").click();
    await second.getByText(/opened (before|already)|used/i).first().waitFor(SHOW);

    await phone.locator("#photo").setInputFiles(specimen("passport", { seed: 71, size: "1280x720" }).file);
    await phone.locator("[data-send]").click();
    await phone.waitForURL("**/verify/check", SHOW);
    await page.getByRole("heading", { name: "Your photo is here" }).waitFor(SHOW);
    await page.locator("#live a.button").click();
    await page.waitForURL("**/verify/check");
    for (const one of [page, phone, second]) assert.deepEqual(one.faults, []);
  } finally {
    await browser.close();
  }
});

test("both sides at once, dropped: each goes to its place, and they can be swapped", async () => {
  const browser = await launch();
  try {
    const page = await visitor(browser);
    await atThePhoto(page, "id_card");
    const sides = ["front", "back"].map((side) => specimen("id-td1", { side, seed: 72, size: "1600x1200" }).file);
    await page.evaluate((files) => {
      const data = new DataTransfer();
      for (const [name, bytes] of files) data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type: "image/jpeg" }));
      dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }, sides.map((file, i) => [`${i}.jpg`, readFileSync(file).toString("base64")]));
    await page.locator(".shots li").nth(1).waitFor();
    await page.locator("[data-swap]").click();
    assert.match(await page.locator(".shots li").first().innerText(), /Front[\s\S]*1\.jpg/);
    await page.locator("[data-swap]").click();
    await page.locator("[data-send]").click();
    await page.waitForURL("**/verify/check", SHOW);
    assert.equal(await page.locator(".answers img").count(), 2);
    assert.deepEqual(page.faults, []);
  } finally {
    await browser.close();
  }
});

test("HEIC and PDF, which this browser cannot open, are sent as they are and opened by the server", async () => {
  const browser = await launch();
  try {
    const { file } = specimen("passport", { seed: 71, size: "1280x720" });
    const pdf = pdfOf(readFileSync(file), { width: 1280, height: 720 });
    const heic = readFileSync(new URL("../data/passport-71.heic", import.meta.url));
    for (const [name, mimeType, buffer] of [["IMG_0001.HEIC", "image/heic", heic], ["scan.pdf", "application/pdf", pdf]]) {
      const page = await visitor(browser);
      await atThePhoto(page);
      await page.locator("#photo").setInputFiles({ name, mimeType, buffer });
      await page.locator("[data-photos]").getByText(name).waitFor();
      await page.locator("[data-send]").click();
      await page.waitForURL("**/verify/check", SHOW);
      const shown = page.locator(".answers img").first();
      assert.ok(await shown.evaluate((image) => image.decode().then(() => image.naturalWidth > 300)), name);
      await portal.send(page);
      await portal.heading(page, /verified|approved/i, 120_000);
      await page.context().close();
    }
    const page = await visitor(browser);
    await atThePhoto(page);
    const acting = pdfOf(readFileSync(file), { width: 1280, height: 720, catalogue: "/OpenAction <</S /JavaScript /JS (app.alert(1))>>" });
    await page.locator("#photo").setInputFiles({ name: "scan.pdf", mimeType: "application/pdf", buffer: acting });
    await page.locator("[data-send]").click();
    await page.getByText("nothing that runs by itself").waitFor(SHOW);
    await accessible(page);
    assert.deepEqual(page.faults, []);
  } finally {
    await browser.close();
  }
});
