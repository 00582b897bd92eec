// Sending a photo over a bad connection: preview, bytes, pause, and trying again with growing pauses.
// Without scripts the same form works as it is.

const init = () => {
  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const words = form.dataset;
  const input = form.querySelector('input[type="file"]');
  const pick = form.querySelector(".pick");
  const preview = form.querySelector(".preview");
  const sending = form.querySelector(".sending");
  const said = form.querySelector("[data-said]");
  const bytes = form.querySelector("[data-bytes]");
  const bar = form.querySelector("progress");
  const pause = form.querySelector("[data-pause]");
  const send = form.querySelector("[data-send]");
  const PAUSES = [1, 2, 4, 8, 15, 30, 30, 30, 60, 60];
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const size = (count) => (count < 1e6 ? `${number.format(count / 1e3)} kB` : `${number.format(count / 1e6)} MB`);

  let request = null;
  let tries = 0;
  let paused = false;
  let timer = 0;
  let url = "";

  // Two plain buttons instead of the browser's own control: take, or choose.
  pick.hidden = false;
  input.classList.add("visually-hidden");
  input.tabIndex = -1;
  send.hidden = true;
  for (const button of document.querySelectorAll("main [data-pick]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      if (button.dataset.pick === "camera") input.setAttribute("capture", "environment");
      else input.removeAttribute("capture");
      input.click();
    });
  }

  const say = (text) => {
    said.textContent = text;
  };

  input.addEventListener("change", () => {
    const file = input.files[0];
    if (!file) return;
    stop();
    tries = 0;
    sending.hidden = true;
    // What was said of the photo before says nothing of this one.
    document.querySelector("main .error-summary")?.remove();
    if (url) URL.revokeObjectURL(url);
    url = URL.createObjectURL(file);
    const picture = preview.querySelector("img");
    picture.src = url;
    picture.hidden = false;
    picture.onerror = () => (picture.hidden = true);
    preview.querySelector("[data-file]").textContent = `${file.name} · ${size(file.size)}`;
    preview.hidden = false;
    send.hidden = false;
    if (file.size > Number(words.most)) {
      sending.hidden = false;
      bar.hidden = pause.hidden = true;
      say(words.textTooLarge);
      send.hidden = true;
      return;
    }
    bar.hidden = pause.hidden = false;
    send.focus();
    send.scrollIntoView({ block: "nearest" });
  });

  const stop = () => {
    clearTimeout(timer);
    if (request) {
      const going = request;
      request = null;
      going.abort();
    }
  };

  const start = () => {
    clearTimeout(timer);
    const file = input.files[0];
    if (!file || request) return;
    paused = false;
    pause.textContent = words.textPause;
    sending.hidden = false;
    send.hidden = true;
    bar.value = 0;
    say(words.textProgress);

    const body = new FormData();
    for (const name of ["csrf", "from"]) body.append(name, form.elements[name].value);
    body.append("photo", file, file.name);
    const going = new XMLHttpRequest();
    request = going;
    going.open("POST", location.pathname);
    going.setRequestHeader("Accept", "application/json");
    going.setRequestHeader("X-CSRF-Token", form.elements.csrf.value);
    going.timeout = 10 * 60 * 1000;
    going.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      bar.value = (event.loaded / event.total) * 100;
      bytes.textContent = `${size(Math.min(event.loaded, file.size))} / ${size(file.size)}`;
    };
    going.upload.onload = () => say(words.textChecking);
    going.onload = () => {
      if (request !== going) return;
      request = null;
      const kind = going.getResponseHeader("Content-Type") ?? "";
      if (going.status === 200 && kind.includes("json")) location.assign(JSON.parse(going.responseText).next);
      else if (going.status === 422) show(going.responseText);
      else if ([429, 502, 503, 504].includes(going.status)) retry(Number(going.getResponseHeader("Retry-After")) || 0);
      else form.submit();
    };
    going.onerror = going.ontimeout = () => {
      if (request !== going) return;
      request = null;
      retry(0);
    };
    going.send(body);
  };

  const retry = (least) => {
    if (tries >= PAUSES.length) {
      say(words.textGaveUp);
      tries = 0;
      send.hidden = false;
      return;
    }
    const wait = Math.max(PAUSES[tries], least) * (0.8 + Math.random() * 0.4);
    tries += 1;
    say(navigator.onLine === false ? words.textOffline : words.textAgain);
    timer = setTimeout(start, wait * 1000);
  };

  pause.addEventListener("click", () => {
    paused = !paused;
    if (paused) {
      stop();
      pause.textContent = words.textResume;
      say(words.textPaused);
    } else {
      start();
    }
  });

  addEventListener("online", () => !request && !paused && !sending.hidden && send.hidden && input.files[0] && start());

  form.addEventListener("submit", (event) => {
    if (!input.files[0]) return;
    event.preventDefault();
    tries = 0;
    start();
  });
};

/** Puts a page that says why a photo cannot be used in place of this one, without sending it again. */
const show = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.getElementById("main").replaceWith(page.getElementById("main"));
  init();
  const summary = document.querySelector("[data-focus]");
  summary?.focus();
  summary?.scrollIntoView({ block: "start" });
};

init();
