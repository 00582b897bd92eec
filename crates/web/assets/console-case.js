// Deciding: previews, decisions without a page change, undo, and the next case fetched ahead.

import { all, csrf, now, one, openDialog, runs, toast } from './console-base.js';
import { offerUndo, showOffers } from './console-undo.js';

const words = document.body.dataset;
const AHEAD_MS = 1500; // a case that is only passed by is no reason to claim another

// ---- The next case, fetched ahead: its page and its pictures, decoded.

/** `{ after, page: Promise<{ url, html, pictures: Map } | null> }` */
let ahead = null;

async function fetchAhead(url) {
  const answer = await fetch(url, { headers: { 'x-ahead': '1', 'x-csrf-token': csrf() }, cache: 'no-store' });
  if (!answer.ok || !answer.url.includes('/console/cases/')) return null;
  const html = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (!one('#case', html)) return null;
  const { pathname, searchParams } = new URL(answer.url);
  if (searchParams.has('claimed')) sessionStorage.setItem(NOTE, pathname);
  const pictures = new Map();
  await Promise.all(
    all('.stage[data-current] img', html).map(async (img) => {
      const src = img.getAttribute('src');
      const picture = await fetch(src, { cache: 'no-store' });
      if (!picture.ok) return;
      const blob = URL.createObjectURL(await picture.blob());
      const probe = new Image();
      probe.src = blob;
      await probe.decode().catch(() => {});
      // The decoded picture is kept by keeping its element.
      pictures.set(src, { blob, probe });
    }),
  );
  return { url: pathname, html, pictures };
}

function prepare() {
  const page = one('#case');
  if (!page || !page.dataset.next || ahead?.after === page.dataset.case) return;
  dropAhead();
  ahead = { after: page.dataset.case, page: fetchAhead(page.dataset.next).catch(() => null) };
}

/** Lets go of the pictures of a case that was fetched ahead and is not wanted. */
function dropAhead() {
  const old = ahead;
  ahead = null;
  old?.page.then((next) => {
    for (const { blob } of next?.pictures.values() ?? []) URL.revokeObjectURL(blob);
  });
}

// Fetching ahead claims. A case that the reader then did not go to is given back from the page that they
// went to instead: the note of it stands in this tab only.
const NOTE = 'console-ahead';

function giveBackUnseen() {
  const path = sessionStorage.getItem(NOTE);
  if (!path) return;
  sessionStorage.removeItem(NOTE);
  if (path === location.pathname) return;
  fetch(`${path}/release`, { method: 'POST', headers: { 'x-csrf-token': csrf() }, redirect: 'manual' }).catch(() => {});
}

/** Shows a page that is already here. */
function swap({ url, html, pictures }, push = true) {
  for (const img of all('.stage[data-current] img', html)) {
    const ready = pictures?.get(img.getAttribute('src'));
    if (ready) img.src = ready.blob;
  }
  const meta = one('meta[name="csrf"]', html);
  if (meta) one('meta[name="csrf"]').content = meta.content;
  for (const id of ['main', 'actions']) {
    const fresh = html.getElementById(id);
    if (fresh) document.getElementById(id).replaceWith(document.adoptNode(fresh));
  }
  document.title = html.title;
  if (push) history.pushState({ desk: true }, '', url);
  const main = one('#main');
  window.htmx?.process(main);
  main.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent('desk:swapped'));
}

/** Goes on. With nothing more to do after a decision, the case stays: its bar offers the undo. */
async function next({ decided = false } = {}) {
  const page = one('#case');
  if (!page) return;
  if (ahead?.after !== page.dataset.case) prepare();
  const found = await ahead?.page;
  ahead = null;
  if (found) swap(found);
  else location.href = decided ? `/console/cases/${page.dataset.case}` : page.dataset.next;
}

/** The page as it stands now, without going anywhere. */
async function here() {
  const answer = await fetch(location.pathname, { headers: { 'x-csrf-token': csrf() }, cache: 'no-store' });
  if (!answer.ok) location.reload();
  else swap({ url: location.pathname, html: new DOMParser().parseFromString(await answer.text(), 'text/html') }, false);
}

addEventListener('popstate', () => location.reload());

// ---- Decisions

async function decide(event) {
  const form = event.target.closest('form[data-decide]');
  if (!form) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = '1';
  const page = one('#case');
  const reference = page.dataset.reference;
  const action = form.action;
  try {
    const answer = await fetch(action, {
      method: 'POST',
      headers: { accept: 'application/json', 'x-csrf-token': csrf() },
      body: new URLSearchParams(new FormData(form)),
    });
    if (answer.headers.get('content-type')?.startsWith('application/json')) {
      const { decision, undo, until, text } = await answer.json();
      form.closest('dialog').close();
      offerUndo({ decision, undo, until, text: `${reference}: ${text}` });
      // Who decided beside a conversation stays in it.
      await ('beside' in page.dataset ? here() : next({ decided: true }));
      return;
    }
    // The form's own mistake, or two versions: the page says which.
    const html = new DOMParser().parseFromString(await answer.text(), 'text/html');
    form.closest('dialog').close();
    swap({ url: page.ownerDocument.location.href, html }, false);
    const open = one('dialog[open]');
    if (open) {
      open.removeAttribute('open');
      openDialog(open.id);
    }
  } catch {
    toast(words.failed, { bad: true, seconds: 8 });
  } finally {
    delete form.dataset.busy;
  }
}

runs['next-case'] = () => next();
// ---- Previews: exactly what the applicant will read.

let previewTimer = 0;
function preview(form, wait) {
  const box = one('[data-preview]', form);
  if (!box) return;
  clearTimeout(previewTimer);
  box.dataset.hint ??= box.innerHTML;
  // Nothing is picked: there is nothing to read yet.
  if (box.dataset.hint.trim() && !one('[name=pick]:checked, [name=code]:checked', form)) {
    box.innerHTML = box.dataset.hint;
    return;
  }
  previewTimer = setTimeout(async () => {
    const answer = await fetch(box.dataset.preview, {
      method: 'POST',
      headers: { 'x-csrf-token': csrf() },
      body: new URLSearchParams(new FormData(form)),
    }).catch(() => null);
    if (answer?.ok) box.innerHTML = await answer.text(); // rendered and escaped by the server
  }, wait);
}

// ---- Writing

const saySelf = (kind) => () => {
  const form = one('#compose');
  if (!form) return;
  one(`[value="${kind}"]`, form).checked = true;
  one('textarea', form).focus();
};
runs.answer = saySelf('reply');
runs.note = saySelf('note');
runs.correct = () => {
  const part = one('#correct');
  if (!part) return;
  part.open = true;
  part.scrollIntoView({ block: 'nearest' });
  one('input:not([type=hidden])', part)?.focus();
};

document.addEventListener('htmx:afterRequest', ({ detail }) => {
  const form = detail.elt?.closest?.('form[data-compose]');
  if (!form || !detail.successful) return;
  form.reset();
  sessionStorage.removeItem(`draft ${location.pathname}`);
});
// What is being written outlives a reload.
document.addEventListener('input', ({ target }) => {
  if (target.id === 'say') sessionStorage.setItem(`draft ${location.pathname}`, target.value);
});

document.addEventListener('submit', decide);
document.addEventListener('input', ({ target }) => {
  const form = target.closest('form[data-decide]');
  if (!form) return;
  if (target.matches('[data-reason-filter]')) filterReasons(form, target.value);
  else preview(form, target.matches('textarea, input:not([type=checkbox]):not([type=radio])') ? 350 : 0);
});

function filterReasons(form, text) {
  const wanted = text.trim().toLowerCase();
  for (const item of all('.pick-item', form)) item.hidden = !item.dataset.text.toLowerCase().includes(wanted);
  for (const group of all('.pick-group', form)) {
    const any = all('.pick-item:not([hidden])', group).length > 0;
    group.hidden = !any;
    group.open = wanted ? any : all(':checked', group).length > 0;
  }
}

/** Counts the seconds of the bar down; news replaces the bar, so a new one is counted anew. */
export function countDown() {
  for (const count of all('.bar .countdown:not([data-counts])')) {
    count.dataset.counts = '';
    const timer = setInterval(() => {
      const left = Math.ceil(Number(count.dataset.until) / 1e6 - now() / 1000);
      count.textContent = Math.max(left, 0);
      if (left <= 0 || !count.isConnected) clearInterval(timer);
    }, 250);
  }
}

/** Once a page is shown. */
export function startCase() {
  const page = one('#case');
  showOffers();
  giveBackUnseen();
  for (const field of all('[data-reason-filter]')) field.hidden = false;
  const say = one('#say');
  if (say && !say.value) say.value = sessionStorage.getItem(`draft ${location.pathname}`) ?? '';
  for (const list of all('.messages')) list.scrollTop = list.scrollHeight;
  if (!page) return;
  for (const dialog of all('dialog', page)) {
    dialog.addEventListener('desk:open', () => {
      prepare();
      // The version that the reader sees now is the one that they decide on.
      const seen = one('#head')?.dataset.version ?? page.dataset.version;
      for (const field of all('[data-version-field]', dialog)) field.value = seen;
      const form = one('form[data-decide]', dialog);
      if (form) preview(form, 0);
    });
  }
  countDown();
  if (one('[data-dialog]', page)) setTimeout(() => one('#case') === page && prepare(), AHEAD_MS);
}
