// The page that takes a photo: by the camera with guidance, by the phone's own camera, as files (chosen, dropped, or
// pasted), each looked at before it is sent and sent so that nothing is lost. Without scripts the same form works as
// it is.
import { Advice } from "./advice.js";
import { Camera, doorOf, stepsOf } from "./camera.js";
import { findings } from "./judge.js";
import { Shipment, remembered } from "./send.js";

/** Dots per inch on the document that a shrunk photo keeps at least: more than the reader makes use of. */
const KEPT_DPI = 420;
/** A photo without a document that we see keeps this on its longer side. */
const KEPT_SIDE = 4000;
/** Below this many bytes nothing is gained by shrinking. */
const SMALL = 1_500_000;
/** Looking at a photo never keeps anybody from sending it longer than this. */
const PATIENCE_MS = 12_000;

let advice = null;
const startAdvice = () => (advice ??= Advice.start());

/** A photo as it will be sent: shrunk where that costs nothing that the reader needs, with what we see on it. */
async function prepared(file, thresholds) {
  const plain = { blob: file, name: file.name, found: [], unseen: true };
  const advisor = await startAdvice();
  if (!advisor) return plain;
  const seen = await advisor.lookAtFile(file).catch(() => null);
  // HEIC and PDF mostly: the server opens them.
  if (!seen) return plain;
  plain.unseen = false;
  plain.found = findings(seen, thresholds);
  const longest = Math.max(seen.width, seen.height);
  const scale = seen.documents && seen.dpi > 0 ? Math.min(1, KEPT_DPI / seen.dpi) : Math.min(1, KEPT_SIDE / longest);
  // What only this browser can open (HEIC on Apple's) is made into what everybody can.
  const known = ["image/jpeg", "image/png", "image/webp"].includes(file.type);
  if (known && (file.size <= SMALL || scale > 0.9)) return plain;
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = document.createElement("canvas");
  const fits = Math.max(scale, (thresholds.short_side_px * 1.1) / Math.min(bitmap.width, bitmap.height));
  canvas.width = Math.round(bitmap.width * Math.min(1, fits));
  canvas.height = Math.round(bitmap.height * Math.min(1, fits));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
  if (!blob || (known && blob.size >= file.size)) return plain;
  // What will be sent is judged, not what it was made from; where shrinking costs anything, it is not done.
  const small = await advisor.lookAtFile(blob).catch(() => null);
  const found = small && findings(small, thresholds);
  if (!found || small.documents !== seen.documents || found.length > plain.found.length) return plain;
  return { blob, name: file.name.replace(/\.\w+$/, "") + ".jpg", found };
}

let gone = new AbortController();

const init = async () => {
  gone.abort();
  gone = new AbortController();
  const { signal } = gone;
  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const words = form.dataset;
  const thresholds = JSON.parse(words.thresholds);
  const input = form.querySelector('input[type="file"]');
  const pick = form.querySelector(".pick");
  const preview = form.querySelector(".preview");
  const sending = form.querySelector(".sending");
  const said = form.querySelector("[data-said]");
  const bytes = form.querySelector("[data-bytes]");
  const bar = form.querySelector("progress");
  const pause = form.querySelector("[data-pause]");
  const send = form.querySelector("[data-send]");
  const another = form.querySelector("[data-another]");
  const door = document.querySelector("[data-door]");
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const size = (count) => (count < 1e6 ? `${number.format(count / 1e3)} kB` : `${number.format(count / 1e6)} MB`);
  const from = form.elements.from.value;

  /** What is to be sent: { slot, ready: Promise of a prepared photo }, one for each side. */
  let chosen = [];
  let shipment = null;
  let urls = [];

  // Two plain buttons instead of the browser's own control: take, or choose.
  pick.hidden = false;
  input.classList.add("visually-hidden");
  input.tabIndex = -1;
  input.multiple = Boolean(words.other);
  send.hidden = true;

  const say = (text) => {
    said.textContent = text;
  };

  const browse = (capture) => {
    if (capture) input.setAttribute("capture", "environment");
    else input.removeAttribute("capture");
    input.click();
  };

  const open = (which) => {
    camera?.stop();
    for (const face of door.querySelectorAll("[data-door-for]")) face.hidden = face.dataset.doorFor !== which;
    for (const steps of door.querySelectorAll("[data-steps-for]")) steps.hidden = which !== "denied" || steps.dataset.stepsFor !== stepsOf();
    door.dataset.door = which;
    door.hidden = false;
    pick.hidden = false;
    door.focus();
  };

  const camera = document.querySelector("[data-camera]") && new Camera({
    box: document.querySelector("[data-camera]"), thresholds, aspect: words.slot === "back" || words.what !== "passport" ? 85.6 / 54 : 125 / 88,
    on: {
      shot: (blob) => {
        pick.hidden = false;
        choose([new File([blob], `${words.slot}.jpg`, { type: "image/jpeg" })]);
      },
      door: open,
      closed: () => {
        pick.hidden = false;
        pick.querySelector("button").focus();
      },
    },
  });

  for (const button of document.querySelectorAll("main [data-pick]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      door.hidden = true;
      if (button.dataset.pick !== "camera") return browse(button.dataset.pick === "app");
      if (!navigator.mediaDevices?.getUserMedia) return open(doorOf(null));
      stop();
      preview.hidden = send.hidden = another.hidden = pick.hidden = true;
      camera.start();
    });
  }

  const stop = () => {
    shipment?.drop();
    shipment = null;
    sending.hidden = true;
  };

  const choose = (files) => {
    files = [...files].filter((file) => file.size > 0);
    if (!files.length) return;
    stop();
    door.hidden = true;
    // What was said of the photo before says nothing of this one.
    document.querySelector("main .error-summary")?.remove();
    for (const url of urls) URL.revokeObjectURL(url);
    urls = [];
    const slots = [words.slot, words.other].filter(Boolean);
    const taken = files.slice(0, slots.length);
    chosen = taken.map((file, i) => ({ slot: slots[i], file, ready: null }));
    show(files.length - taken.length);
    const over = taken.find((file) => file.size > Number(words.most));
    if (over) {
      sending.hidden = false;
      bar.hidden = pause.hidden = true;
      say(words.textTooLarge);
      send.hidden = true;
      return;
    }
    bar.hidden = pause.hidden = false;
    send.hidden = false;
    send.textContent = words.textUse;
    send.classList.remove("button-quiet");
    another.hidden = true;
    send.focus();
    send.scrollIntoView({ block: "nearest" });
    look();
  };

  /** Every chosen photo, with its side where there are two. */
  const show = (left) => {
    const list = preview.querySelector("[data-photos]");
    list.replaceChildren();
    for (const one of chosen) {
      const item = document.createElement("li");
      if (chosen.length > 1) {
        const side = document.createElement("strong");
        side.textContent = one.slot === "back" ? words.textBack : words.textFront;
        item.append(side);
      }
      const picture = document.createElement("img");
      picture.alt = words.textPreview;
      const url = URL.createObjectURL(one.file);
      urls.push(url);
      picture.src = url;
      picture.onerror = () => picture.remove();
      const name = document.createElement("p");
      name.className = "quiet";
      name.dataset.file = "";
      name.textContent = `${one.file.name} · ${size(one.file.size)}`;
      const found = document.createElement("div");
      found.dataset.found = "";
      item.append(picture, name, found);
      list.append(item);
    }
    preview.querySelector("[data-swap]").hidden = chosen.length < 2;
    const more = preview.querySelector("[data-more]");
    more.hidden = left <= 0;
    preview.hidden = false;
  };

  /** Looks at every chosen photo and says what is seen on it; sending waits for that, but not long. */
  const look = () => {
    const checking = preview.querySelector("[data-looking]");
    checking.textContent = words.textLooking;
    for (const one of chosen) {
      one.ready = prepared(one.file, thresholds).catch(() => ({ blob: one.file, name: one.file.name, found: [], unseen: true }));
    }
    const mine = chosen;
    Promise.all(chosen.map((one) => one.ready)).then((photos) => {
      if (chosen !== mine) return;
      checking.textContent = photos.some((photo) => photo.found.length) ? words.textFound : photos.some((photo) => photo.unseen) ? words.textUnseen : words.textFine;
      photos.forEach((photo, i) => tell(preview.querySelectorAll("[data-found]")[i], photo.found));
      const blocking = photos.some((photo) => photo.found.some((finding) => finding.severity === "blocking"));
      const any = photos.some((photo) => photo.found.length);
      send.textContent = blocking ? words.textAsItIs : any ? words.textAnyway : words.textUse;
      send.classList.toggle("button-quiet", any);
      another.hidden = !any;
      form.dataset.looked = any ? "found" : "fine";
    });
  };

  const tell = (place, found) => {
    place.replaceChildren();
    if (!found.length) return;
    const list = document.createElement("ul");
    list.className = "shot-findings";
    for (const { code } of found) {
      const text = document.querySelector(`[data-advice="${code}"]`);
      if (!text) continue;
      const item = document.createElement("li");
      item.dataset.code = code;
      item.append(...text.cloneNode(true).childNodes);
      list.append(item);
    }
    place.append(list);
  };

  preview.querySelector("[data-swap]").addEventListener("click", () => {
    const [one, other] = chosen;
    chosen = [{ ...other, slot: one.slot }, { ...one, slot: other.slot }];
    show(0);
    look();
  });

  input.addEventListener("change", () => choose(input.files));

  // Dropped anywhere on the page, or pasted.
  addEventListener("dragover", (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    form.classList.add("dropping");
  }, { signal });
  addEventListener("dragleave", (event) => event.relatedTarget ?? form.classList.remove("dropping"), { signal });
  addEventListener("drop", (event) => {
    form.classList.remove("dropping");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    choose(event.dataTransfer.files);
  }, { signal });
  addEventListener("paste", (event) => event.clipboardData?.files.length && choose(event.clipboardData.files), { signal });

  const within = (promise, ms, otherwise) => Promise.race([promise, new Promise((done) => setTimeout(() => done(otherwise()), ms))]);

  /** Sends one after the other; ends where the server says to go on. */
  const sendAll = async () => {
    if (shipment || !chosen.length) return shipment?.start();
    send.hidden = another.hidden = true;
    sending.hidden = false;
    bar.value = 0;
    say(words.textProgress);
    const [one, ...rest] = chosen;
    const photo = await within(one.ready, PATIENCE_MS, () => ({ blob: one.file, name: one.file.name }));
    if (chosen[0] !== one) return;
    ship({ blob: photo.blob, name: photo.name, slot: one.slot }, (next) => {
      chosen = rest;
      shipment = null;
      if (rest.length) sendAll();
      else location.assign(next);
    });
  };

  const ship = ({ blob, name, slot, url }, arrived) => {
    paused(false);
    shipment = new Shipment({
      blob, name, slot, url, owner: words.owner, from,
      on: {
        progress: (sent, total) => {
          bar.value = (sent / total) * 100;
          bytes.textContent = `${size(Math.min(sent, total))} / ${size(total)}`;
          if (said.textContent !== words.textProgress) say(words.textProgress);
        },
        checking: () => say(words.textChecking),
        again: (offline) => say(offline ? words.textOffline : words.textAgain),
        gaveUp: () => {
          say(words.textGaveUp);
          send.hidden = false;
        },
        signedOut: () => {
          say(words.textSignedOut);
          const link = document.createElement("a");
          link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
          link.textContent = words.textSignIn;
          said.append(" ", link);
        },
        tooLarge: () => say(words.textTooLarge),
        refused: replace,
        arrived,
      },
    });
    shipment.start();
  };

  const paused = (is) => {
    pause.dataset.paused = is ? "yes" : "";
    pause.textContent = is ? words.textResume : words.textPause;
  };

  pause.addEventListener("click", () => {
    if (!shipment) return;
    const is = !pause.dataset.paused;
    paused(is);
    if (is) {
      shipment.pause();
      say(words.textPaused);
    } else {
      say(words.textProgress);
      shipment.start();
    }
  });

  form.addEventListener("submit", (event) => {
    if (!chosen.length && !shipment) return;
    event.preventDefault();
    sendAll();
  });

  // The page went away while a photo was on its way: it goes on.
  const kept = await remembered(words.owner, words.slot);
  if (kept && !chosen.length && !document.querySelector("main .error-summary")) {
    sending.hidden = false;
    bar.hidden = pause.hidden = false;
    say(words.textResumed);
    ship(kept, (next) => location.assign(next));
  }
};

/** Puts a page that says why a photo cannot be used in place of this one, without sending it again. */
const replace = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.getElementById("main").replaceWith(page.getElementById("main"));
  init();
  const summary = document.querySelector("[data-focus]");
  summary?.focus();
  summary?.scrollIntoView({ block: "start" });
};

init();
