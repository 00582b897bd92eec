// The camera with guidance: one short instruction at a time, the shot by itself once everything holds for half a
// second, a button at all times. What cannot go on leads to a door: see `doorOf`.
import { Advice } from "./advice.js";
import { instruction } from "./judge.js";

const HELD_MS = 500;
/** On a slow phone half a second is two looks: this many at least. */
const HELD_LOOKS = 3;
/** An instruction is shown once it was the same twice, and said to screen readers no more often than this. */
const SAID_EVERY_MS = 2_500;
/** Between two looks at least: a quick phone need not look at every frame. */
const LOOK_EVERY_MS = 100;
const BLACK_MS = 3_000;

/** An app's own browser: cameras are mostly closed to it, and what is typed in it is lost with it. */
export function inAppBrowser(agent = navigator.userAgent) {
  return /FBAN|FBAV|Instagram|MicroMessenger|Weibo|QQ\/|Line\/|TikTok|BytedanceWebview|Twitter|Snapchat|; wv\)/i.test(agent);
}

/** Whose steps lead to the camera's permission. */
export function stepsOf(agent = navigator.userAgent) {
  const ios = /iPhone|iPad|iPod/.test(agent);
  if (ios) return /CriOS|FxiOS|EdgiOS/.test(agent) ? "ios-other" : "ios-safari";
  if (/Android/.test(agent)) return /Firefox/.test(agent) ? "android-firefox" : "android-chrome";
  if (/Firefox/.test(agent)) return "desk-firefox";
  if (/Safari/.test(agent) && !/Chrome|Chromium|Edg/.test(agent)) return "desk-safari";
  return "desk-chrome";
}

/** Which door an error leads to: `insecure`, `app`, `denied`, `none`, `taken`. */
export function doorOf(error, { secure = self.isSecureContext, media = navigator.mediaDevices, app = inAppBrowser() } = {}) {
  if (!media?.getUserMedia) return app ? "app" : secure ? "none" : "insecure";
  switch (error?.name) {
    case "NotAllowedError":
    case "SecurityError":
      return app ? "app" : "denied";
    case "NotReadableError":
    case "AbortError":
      return "taken";
    default:
      return "none";
  }
}

export class Camera {
  /** `box`: the section of the page; `thresholds`: the case's; `on`: `shot(blob)`, `door(which)`, `closed()`. */
  constructor({ box, thresholds, aspect, on }) {
    Object.assign(this, { box, thresholds, aspect, on });
    this.video = box.querySelector("video");
    this.said = box.querySelector("[data-camera-say]");
    this.told = box.querySelector("[data-camera-told]");
    this.outline = box.querySelector("[data-camera-outline]");
    this.words = Object.fromEntries([...box.querySelectorAll("[data-word]")].map((word) => [word.dataset.word, word.textContent]));
    box.querySelector("[data-camera-shoot]").addEventListener("click", () => this.shoot());
    box.querySelector("[data-camera-close]").addEventListener("click", () => {
      this.stop();
      this.on.closed();
    });
    addEventListener("pagehide", () => this.stop());
    document.addEventListener("visibilitychange", () => document.hidden && this.open && (this.stop(), this.on.closed()));
  }

  async start() {
    this.advice ??= Advice.start();
    const run = (this.run = {});
    let stream;
    try {
      const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 2560 }, height: { ideal: 1440 } };
      stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    } catch (error) {
      if (this.run === run) this.on.door(doorOf(error));
      return;
    }
    if (this.run !== run) return stream.getTracks().forEach((track) => track.stop());
    this.open = stream;
    this.openedAt = performance.now();
    stream.getVideoTracks()[0].addEventListener("ended", () => this.open === stream && (this.stop(), this.on.door("taken")));
    this.video.srcObject = stream;
    this.box.hidden = false;
    await this.video.play().catch(() => {});
    this.draw(null);
    this.say("place");
    this.box.querySelector("[data-camera-shoot]").focus();
    this.box.scrollIntoView({ block: "start" });
    const advice = await this.advice;
    if (this.run !== run) return;
    if (!advice) return this.say("alone");
    this.watch(run, advice);
  }

  async watch(run, advice) {
    let before = null, last = "", since = 0, looks = 0, black = 0;
    while (this.run === run) {
      const began = performance.now();
      let answer;
      try {
        answer = await advice.look(this.video);
      } catch {
        // A frame that was not there yet; a worker that ended leaves the button.
        if (!advice.waiting) return;
        await new Promise((next) => setTimeout(next, 200));
        continue;
      }
      if (this.run !== run) return;
      // For measurements: when the first answer came, and how many there were.
      this.box.dataset.firstMs ??= Math.round(performance.now() - this.openedAt);
      this.box.dataset.looks = Number(this.box.dataset.looks ?? 0) + 1;
      this.box.dataset.ms = answer.ms.toFixed(1);
      this.box.dataset.copyMs = answer.copyMs.toFixed(1);
      const scale = Math.max(this.video.videoWidth, this.video.videoHeight) / Math.max(answer.width, answer.height);
      const word = instruction(answer, before, this.thresholds, scale);
      before = answer;
      const now = performance.now();
      black = word === "black" ? black || now : 0;
      if (black && now - black > BLACK_MS) {
        this.stop();
        return this.on.door("black");
      }
      if (word !== last) [last, since, looks] = [word, now, 1];
      else {
        looks += 1;
        this.say(word);
      }
      this.draw(answer, word === "ready");
      if (word === "ready" && now - since >= HELD_MS && looks >= HELD_LOOKS) {
        this.auto = true;
        return this.shoot();
      }
      const rest = LOOK_EVERY_MS - (performance.now() - began);
      await new Promise((next) => (rest > 0 ? setTimeout(next, rest) : requestAnimationFrame(next)));
    }
  }

  /** Shows an instruction, and says it when the last one has been heard. */
  say(word) {
    const text = this.words[word] ?? "";
    this.box.dataset.say = word;
    if (this.said.textContent !== text) this.said.textContent = text;
    const now = performance.now();
    if (this.told.textContent !== text && now - (this.toldAt ?? -SAID_EVERY_MS) >= SAID_EVERY_MS) {
      this.told.textContent = text;
      this.toldAt = now;
    }
  }

  /** The outline to fill, and where the document was seen. */
  draw(answer, good = false) {
    const width = this.video.videoWidth || 1280, height = this.video.videoHeight || 720;
    this.outline.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.outline.classList.toggle("good", good);
    const [guide, seen] = this.outline.children;
    const across = Math.min(width * 0.86, height * 0.86 * this.aspect), down = across / this.aspect;
    const rect = { x: (width - across) / 2, y: (height - down) / 2, width: across, height: down, rx: across * 0.035 };
    for (const [name, value] of Object.entries(rect)) guide.setAttribute(name, value.toFixed(1));
    const scale = answer ? width / answer.width : 1;
    seen.setAttribute("points", answer?.corners ? answer.corners.map(([x, y]) => `${(x * scale).toFixed(0)},${(y * scale).toFixed(0)}`).join(" ") : "");
  }

  async shoot() {
    if (!this.open || !this.video.videoWidth) return;
    const canvas = document.createElement("canvas");
    canvas.width = this.video.videoWidth;
    canvas.height = this.video.videoHeight;
    canvas.getContext("2d").drawImage(this.video, 0, 0);
    this.say("taken");
    this.stop();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.93));
    if (blob) this.on.shot(blob);
    else this.on.door("black");
  }

  stop() {
    this.run = null;
    this.open?.getTracks().forEach((track) => track.stop());
    this.open = null;
    this.video.srcObject = null;
    this.box.hidden = true;
  }
}
