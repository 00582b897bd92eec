// The phone's advice and the upload against their limits. JSON lines go to target/bench/capture.jsonl.
// PARTS=frames,guidance,weight,line,agreement picks some; PICTURES=n specimens of each defect for the agreement
// (22 make 418, of which at most 2 % can be said).
import { readFileSync, writeFileSync, mkdirSync, existsSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { launch, visitor } from "../../e2e/lib/browser.mjs";
import { Applicant } from "../../e2e/lib/applicant.mjs";
import { Server, root, run } from "../../e2e/lib/server.mjs";
import { specimen } from "../../e2e/lib/specimens.mjs";
import { Tus } from "../../e2e/lib/tus.mjs";
import { video } from "../../e2e/lib/video.mjs";
import { Wire } from "../../e2e/lib/wire.mjs";
import * as portal from "../../e2e/lib/portal.mjs";

const parts = new Set((process.env.PARTS ?? "frames,guidance,weight,line,agreement").split(","));
const results = [];
const record = (name, measured, limit, unit, more = {}) => {
  results.push({ name, measured: Number(measured.toFixed(3)), limit, unit, ...more });
  console.log(JSON.stringify(results.at(-1)));
};
/** Wilson's 95 % interval of a share, in percent. */
const between = (hits, all) => {
  const z = 1.96, p = hits / all, middle = p + (z * z) / (2 * all), wide = z * Math.sqrt((p * (1 - p)) / all + (z * z) / (4 * all * all)), whole = 1 + (z * z) / all;
  return [(middle - wide) / whole, (middle + wide) / whole].map((share) => Number((Math.max(0, share) * 100).toFixed(2)));
};
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const modules = join(root, "wasm/built");

// The modules' sizes, and what one frame costs in Chromium: on a page of its own, where the processor can be slowed.
if (parts.has("frames")) {
  const sizes = Object.fromEntries(["finder", "measures-scalar", "measures-simd"].map((name) => [name, gzipSync(readFileSync(join(modules, `${name}.wasm`)), { level: 9 }).length]));
  record("the modules together, compressed", Object.values(sizes).reduce((sum, size) => sum + size), 61_440, "bytes", sizes);
  const browser = await launch();
  const page = await (await browser.newContext()).newPage();
  const picture = readFileSync(specimen("passport", { seed: 71, size: "1280x720" }).file).toString("base64");
  const plain = plainJavaScript();
  const look = ([finder, module, jpeg, side, work, rounds, script]) => (async () => {
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const load = async (module) => (await WebAssembly.instantiate(bytes(module), {})).instance.exports;
    const api = script ? await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" }))) : await load(module);
    const found = await load(finder);
    const put = (to, data) => {
      const at = to.room(data.length);
      new Uint8Array(to.memory.buffer, at, data.length).set(data);
    };
    const bitmap = await createImageBitmap(new Blob([bytes(jpeg)], { type: "image/jpeg" }));
    const scale = Math.min(1, side / bitmap.width), width = Math.round(bitmap.width * scale), height = Math.round(bitmap.height * scale);
    const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", { willReadFrequently: true });
    const copies = [], measures = [], all = [];
    let fields;
    for (let i = 0; i < rounds; i++) {
      const t0 = performance.now();
      context.drawImage(bitmap, 0, 0, width, height);
      const { data } = context.getImageData(0, 0, width, height);
      put(found, data);
      put(api, data);
      const t1 = performance.now();
      const answer = found.find(width, height, work);
      const t2 = performance.now();
      fields = Array.from(new Int32Array(found.memory.buffer, answer, 40));
      const t3 = performance.now();
      api.measure_at(width, height, fields[1], ...fields.slice(2, 10));
      const t4 = performance.now();
      copies.push(t1 - t0);
      all.push(t2 - t1 + t4 - t3);
      measures.push(t4 - t3);
    }
    return { copies, all, measures, fields };
  })();
  const wasm = (name) => readFileSync(join(modules, `${name}.wasm`)).toString("base64");
  const least = (values) => Math.min(...values);
  const simd = await page.evaluate(look, [wasm("finder"), wasm("measures-simd"), picture, 1280, 640, 40, null]);
  const scalar = await page.evaluate(look, [wasm("finder"), wasm("measures-scalar"), picture, 1280, 640, 40, null]);
  record("1280x720, measures beside the copy, SIMD, least", least(simd.measures), 4, "ms", { median: median(simd.measures), scalar: least(scalar.measures) });
  record("1280x720, finding and measuring, SIMD, least", least(simd.all), null, "ms", { median: median(simd.all), scalar: least(scalar.all) });
  record("1280x720, copy of the frame, least", least(simd.copies), null, "ms", { median: median(simd.copies) });
  if (plain) {
    const js = await page.evaluate(look, [wasm("finder"), null, picture, 1280, 640, 12, plain]);
    record("1280x720, measures, the same code as plain JavaScript over SIMD", least(js.measures) / least(simd.measures), null, "times", { ms: least(js.measures) });
  }
  // What the camera's page does with such a frame: it is copied smaller, and the copy is judged.
  const live = await page.evaluate(look, [wasm("finder"), wasm("measures-simd"), picture, 800, 320, 40, null]);
  record("1280x720 as the camera's page looks at it, measures beside the copy, SIMD, least", least(live.measures), 4, "ms", { median: median(live.measures), copy: least(live.copies), all: least(live.all) });
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  const slow = await page.evaluate(look, [wasm("finder"), wasm("measures-simd"), picture, 800, 320, 24, null]);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  record("judgements a second, processor slowed sixfold, live frames", 1000 / (median(slow.all) + median(slow.copies)), 5, "a second (at least)");
  await browser.close();
}

/** The scalar module turned into JavaScript by Binaryen's wasm2js: the very same code without WebAssembly. */
function plainJavaScript() {
  const folder = join(root, "target/bench/binaryen");
  const tool = join(folder, "node_modules/.bin/wasm2js");
  try {
    if (!existsSync(tool)) {
      mkdirSync(folder, { recursive: true });
      execFileSync("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "binaryen@123.0.0"]);
    }
    // Tables over 64-bit numbers and newer instructions are rewritten first: wasm2js does not take them.
    const features = ["--enable-bulk-memory", "--enable-sign-ext", "--enable-nontrapping-float-to-int", "--enable-mutable-globals"];
    const plain = join(folder, "plain.wasm");
    execFileSync(join(folder, "node_modules/.bin/wasm-opt"), [...features, "--llvm-nontrapping-fptoint-lowering", "--llvm-memory-copy-fill-lowering", "-O", join(modules, "measures-scalar.wasm"), "-o", plain]);
    return execFileSync(tool, ["--enable-bulk-memory", "--enable-sign-ext", "--enable-mutable-globals", "-O", plain], { encoding: "utf8", maxBuffer: 64 << 20, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    console.error(`plain JavaScript is not measured: ${String(error.message).split("\n")[0]}`);
    return null;
  }
}

const server = await new Server().start();
try {
  const person = specimen("passport", { seed: 71, size: "1280x720" }).person;
  const atThePhoto = async (page) => {
    page.setDefaultTimeout(60_000);
    await portal.register(page, server);
    await portal.choose(page, "standard");
    await portal.details(page, person);
    await portal.document(page, "passport");
    await page.waitForURL("**/verify/photo/front");
  };
  const weighed = async (page) => page.evaluate(() => [performance.getEntriesByType("navigation")[0], ...performance.getEntriesByType("resource")].reduce((sum, entry) => sum + entry.encodedBodySize, 0));

  if (parts.has("guidance")) {
    const browser = await launch({ video: video("passport", [{ defects: ["none=1"] }]) });
    const page = await visitor(browser);
    await atThePhoto(page);
    await page.locator("main [data-pick=camera]").first().click();
    await page.waitForFunction(() => Number(document.querySelector("[data-camera]").dataset.looks) >= 10);
    const { firstMs, looks, ms, copyMs } = await page.evaluate(() => ({ ...document.querySelector("[data-camera]").dataset }));
    record("first guidance after permission", Number(firstMs), 1000, "ms", { looks: Number(looks), ms: Number(ms), copyMs: Number(copyMs) });
    await browser.close();
  }

  if (parts.has("weight")) {
    const browser = await launch();
    const weights = {};
    for (const path of ["/", "/register", "/sign-in", "/help"]) {
      const page = await visitor(browser);
      await page.goto(server.url + path, { waitUntil: "networkidle" });
      weights[path] = await weighed(page);
      await page.context().close();
    }
    const page = await visitor(browser);
    await atThePhoto(page);
    await page.goto("about:blank");
    const fresh = await browser.newContext({ storageState: await page.context().storageState() });
    for (const path of ["/verify/details", "/verify/check", "/verify/photo/front"]) {
      const own = await fresh.newPage();
      const session = await fresh.newCDPSession(own);
      await session.send("Network.setCacheDisabled", { cacheDisabled: true });
      await own.goto(server.url + path, { waitUntil: "networkidle" });
      weights[path] = await weighed(own);
      await own.close();
    }
    const photo = weights["/verify/photo/front"];
    delete weights["/verify/photo/front"];
    record("heaviest page of the portal without the camera", Math.max(...Object.values(weights)) / 1000, 100, "kB", { weights });
    record("photo page before the camera is opened", photo / 1000, null, "kB");
    await browser.close();
  }

  if (parts.has("line")) {
    const somebody = await Applicant.register(server);
    await somebody.fill("standard", specimen("passport", { seed: 71, size: "1280x720" }));
    const wire = await new Wire(server.url).start();
    const through = new Tus((path, options) => fetch(wire.url + path, { ...options, headers: { ...options.headers, cookie: somebody.cookie() } }));
    const bytes = randomBytes(10_000_000);
    wire.cutEvery(900_000, 10);
    const path = await through.send(bytes, { slot: "front" });
    const standing = await through.head(path);
    if (standing.headers.get("upload-offset") !== String(bytes.length) || wire.cuts !== 10) throw new Error(`not whole, or ${wire.cuts} cuts`);
    record("10 MB over a line cut ten times: bytes sent over its size", wire.sent / bytes.length, 1.2, "times", { cuts: wire.cuts });
    await wire.stop();
  }

  if (parts.has("agreement")) {
    const quality = /^image\.(too_dark|overexposed|glare|low_resolution|blurred|grayscale|perspective|cut_off|no_document|many_documents)$/;
    const defects = ["", "blur=0.2", "blur=0.5", "motion=0.3@15", "motion=0.7@80", "glare=0.4", "glare=0.8", "dark=0.5", "dark=0.9", "overexposed=0.4", "overexposed=0.9", "cut_off=0.5@left", "small=0.3", "small=0.8", "perspective=0.4", "rotated=0.4@50", "two_documents=1", "grayscale=1", "none=1"];
    const each = Number(process.env.PICTURES ?? 22);
    const pictures = [];
    for (const kind of ["passport", "id-td1"]) for (const defect of defects) for (let i = 0; i < each / 2; i++) {
      pictures.push({ kind, defect, file: specimen(kind, { seed: 400 + i, size: "1600x1200", defects: defect ? [defect] : [] }).file });
    }
    const verdicts = run(["inspect", "--json", ...pictures.map(({ file }) => file)]).trim().split("\n").map((line) => JSON.parse(line));
    const browser = await launch();
    const page = await visitor(browser);
    await atThePhoto(page);
    const base = await page.evaluate(() => document.querySelector("form[data-upload]") && [...document.scripts].find((s) => s.src.endsWith("upload.js")).src.replace("upload.js", ""));
    const only = { phone: [], server: [] };
    for (const [i, { kind, defect, file }] of pictures.entries()) {
      const phone = await page.evaluate(async ([from, jpeg]) => {
        const [{ Advice }, { findings }] = [await import(`${from}advice.js`), await import(`${from}judge.js`)];
        self.advice ??= await Advice.start();
        const blob = new Blob([Uint8Array.from(atob(jpeg), (c) => c.charCodeAt(0))], { type: "image/jpeg" });
        const seen = await self.advice.lookAtFile(blob);
        return findings(seen, JSON.parse(document.querySelector("form[data-upload]").dataset.thresholds)).map((finding) => finding.code);
      }, [base, readFileSync(file).toString("base64")]);
      const here = verdicts[i].findings.map((finding) => finding.code).filter((code) => quality.test(code));
      if (phone.length && !here.length) only.phone.push(`${kind} ${defect}: ${phone}`);
      if (!phone.length && here.length) only.server.push(`${kind} ${defect}: ${here}`);
    }
    record("phone finds fault, server does not", (only.phone.length / pictures.length) * 100, 2, "%", { pictures: pictures.length, interval: between(only.phone.length, pictures.length), which: only.phone });
    record("server finds fault, phone does not", (only.server.length / pictures.length) * 100, 2, "%", { pictures: pictures.length, interval: between(only.server.length, pictures.length), which: only.server });
    await browser.close();
  }
} finally {
  await server.stop();
}

mkdirSync(join(root, "target/bench"), { recursive: true });
writeFileSync(join(root, "target/bench/capture.jsonl"), results.map((result) => JSON.stringify(result)).join("\n") + "\n");
