// Keeps one part of a page true: when there is news, or when the page comes back to the front, the part
// is fetched anew and put in place; what is new is said to screen readers.

import { localTimes } from "./portal.js";
import { pressing } from "./press.js";
import { listen } from "./stream.js";

const part = document.getElementById("live");
const said = document.getElementById("live-said");
const away = document.getElementById("live-away");

if (part) {
  let busy = false;
  let again = false;
  let later = 0;
  let last = part.innerHTML;

  const refresh = async () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch(part.dataset.live, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (answer.ok && !answer.redirected) {
        put(await answer.text());
        if (away) away.hidden = true;
      } else if (answer.redirected || answer.status === 401 || answer.status === 404) location.assign(location.href);
      else throw new Error(`the server answers ${answer.status}`);
    } catch {
      // Our fault, or the network's: the page says so and asks again.
      if (away) away.hidden = false;
      clearTimeout(later);
      later = setTimeout(refresh, 3000);
    }
    busy = false;
    if (again) {
      again = false;
      refresh();
    }
  };

  const heading = (root) => root.querySelector("h1")?.textContent.trim();

  // What somebody is doing in the part is not taken away by news: a file that they chose, words that they
  // change, a button that they press. The news waits until they are done.
  const inUse = () =>
    pressing() ||
    [...part.querySelectorAll('input[type="file"]')].some((input) => input.files.length) ||
    [...part.querySelectorAll("textarea")].some((box) => box === document.activeElement || box.value !== box.defaultValue) ||
    [...part.querySelectorAll('input[type="radio"]')].some((input) => input.checked !== input.defaultChecked);

  const put = (html) => {
    if (html === last) return;
    if (inUse()) {
      clearTimeout(later);
      later = setTimeout(refresh, 1500);
      return;
    }
    last = html;
    const before = heading(part);
    const open = [...part.querySelectorAll("details")].map((box) => box.open);
    const focused = part.contains(document.activeElement);
    part.innerHTML = html;
    localTimes(part);
    part.querySelectorAll("details").forEach((box, i) => (box.open = open[i] ?? box.open));
    const now = heading(part);
    if (now && now !== before) {
      document.title = `${now} – ${part.dataset.title}`;
      said.textContent = now;
      if (focused) document.getElementById("main").focus();
    } else {
      said.textContent = part.querySelector(".progress .now > span, .message:last-child")?.textContent ?? "";
    }
  };

  listen("/live", refresh, { onState: (open) => open || refresh() });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  addEventListener("online", refresh);
  // The stream is the fast way; this is for networks that hold streams back, and closer where seconds count.
  setInterval(() => document.visibilityState === "visible" && part.querySelector(".progress .now") && refresh(), 5_000);
  setInterval(() => document.visibilityState === "visible" && refresh(), 20_000);
}
