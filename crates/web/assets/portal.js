// What every page of the portal gains where scripts run; none of it is needed.
// Focus on the error summary, times in the reader's own zone, no double sending.

// The page's language, in the reader's own variety of it (en-GB, en-US, zh-SG) where they have one.
const lang = document.documentElement.lang;
const variety = navigator.languages?.find((tag) => tag.startsWith(lang.slice(0, 2))) ?? lang;

/** Writes every <time> under `root` in the reader's own time zone. */
export function localTimes(root = document) {
  const moment = new Intl.DateTimeFormat(variety, { dateStyle: "long", timeStyle: "short" });
  for (const time of root.querySelectorAll("time[datetime]:not([data-local])")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    time.title = time.textContent;
    time.textContent = moment.format(at);
    time.dataset.local = "";
  }
}

localTimes();

const summary = document.querySelector("[data-focus]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    (field.labels?.[0] ?? field).scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
}

// A long password typed on a phone is worth seeing. It is hidden again before it is sent.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal);
  const show = button.textContent;
  const turn = (type) => {
    field.type = type;
    button.textContent = type === "password" ? show : button.dataset.hide;
  };
  button.hidden = false;
  button.addEventListener("click", () => turn(field.type === "password" ? "text" : "password"));
  field.form.addEventListener("submit", () => turn("password"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
  } else {
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  }
});

// A page that comes back from the browser's memory may show an old state.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
});

// What is typed stays in this tab through a reload, the way back, and a sign-in that ended meanwhile; it goes when the
// form has arrived, and when its owner signs out. Passwords and codes are never kept.
const KEPT = "typed:";
const SENT = "typed-sent";

function keepTyped(form) {
  const typed = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.autocomplete !== "one-time-code";
  const fields = [...form.elements].filter(typed);
  if (!fields.length) return;
  const key = KEPT + location.pathname + (form.getAttribute("action") ?? "");
  const chosen = (field) => field.type === "checkbox" || field.type === "radio";
  const value = (field) => (chosen(field) ? field.checked : field.value);
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  // A page with problems on it has what was typed already.
  if (kept?.length === fields.length && !document.querySelector(".error-summary")) {
    fields.forEach((field, i) => {
      if (chosen(field)) field.checked = kept[i];
      else if (kept[i] && [...(field.options ?? [{ value: kept[i] }])].some((option) => option.value === kept[i])) field.value = kept[i];
    });
  }
  form.addEventListener("input", () => sessionStorage.setItem(key, JSON.stringify(fields.map(value))));
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, JSON.stringify([key, location.pathname])));
  // Sent by a script, without leaving the page.
  form.addEventListener("arrived", () => sessionStorage.removeItem(key));
}

/** Whether this page came by a redirect: what has been taken in is always answered by one. */
const redirected = () => (performance.getEntriesByType("navigation")[0]?.redirectCount ?? 1) > 0;

try {
  const forms = [...document.querySelectorAll("main form[method=post]:not([data-upload])")].filter(() => location.pathname !== "/sign-in");
  const [key, path] = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
  if (key) {
    // Sent for nothing: the line was cut or the server away and the page was opened again, the sign-in had ended, or
    // the page that came says what there is to mend.
    const same = location.pathname === path;
    const there = forms.some((form) => KEPT + path + (form.getAttribute("action") ?? "") === key);
    const failed = !redirected() || location.pathname === "/sign-in" || (same && (!there || document.querySelector(".error-summary")));
    sessionStorage.removeItem(SENT);
    if (!failed) sessionStorage.removeItem(key);
  }
  forms.forEach(keepTyped);
} catch {
  // No memory in this browser: the form works as it is.
}
