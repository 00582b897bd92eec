// Who has the case before them, and what is being written: kept on the server, so that a closed laptop
// loses nothing and colleagues see each other.

import { all, csrf, one } from './console-base.js';

const BEAT_MS = 20_000; // the server forgets somebody after 45 seconds
const DRAFT_MS = 800;

let beat = 0;
let shown = null; // the case's address while its page is shown

const post = (path, fields, more = {}) =>
  fetch(path, { method: 'POST', headers: { 'x-csrf-token': csrf() }, body: new URLSearchParams(fields), ...more }).catch(() => {});

function sign() {
  if (shown && document.visibilityState === 'visible') post(`${shown}/here`, {});
}

function leave() {
  if (shown) post(`${shown}/here`, { gone: '1' }, { keepalive: true });
  shown = null;
  clearInterval(beat);
}

addEventListener('pagehide', leave);
document.addEventListener('visibilitychange', sign);

// ---- Drafts: every field of the dialogs and of the answer box, by form.

const NAMES = { compose: 'compose' };
const nameOf = (form) => form.dataset.decide ?? form.dataset.draft ?? NAMES[form.id];
const forms = () => all('#case form').filter(nameOf);
const mute = new Set(['csrf', 'version', 'kind', 'slot']);

function gather() {
  const fields = [];
  for (const form of forms()) {
    const written = all('input, textarea, select', form).some((field) => 'touched' in field.dataset);
    if (!written) continue;
    for (const [name, value] of new FormData(form)) {
      if (!mute.has(name) && typeof value === 'string' && value) fields.push([`${nameOf(form)}|${name}`, value]);
    }
  }
  return fields;
}

let timer = 0;
let waiting = false;
function save(more) {
  clearTimeout(timer);
  waiting = false;
  const page = one('#case');
  if (!page || !one('#compose')) return;
  post(`/console/cases/${page.dataset.case}/draft`, gather(), more);
}

document.addEventListener('input', ({ target }) => {
  const form = target.form;
  if (!form || !form.closest('#case') || !nameOf(form) || target.matches('[data-reason-filter]')) return;
  target.dataset.touched = '';
  waiting = true;
  clearTimeout(timer);
  timer = setTimeout(save, DRAFT_MS);
});
addEventListener('pagehide', () => waiting && save({ keepalive: true }));
document.addEventListener('htmx:afterRequest', ({ detail }) => {
  const form = detail.elt?.closest?.('form[data-compose]');
  if (!form || !detail.successful) return;
  for (const field of all('[data-touched]', form)) delete field.dataset.touched;
  save();
});

/** Puts back what was being written. */
function restore(page) {
  let fields = [];
  try {
    fields = JSON.parse(page.dataset.kept ?? '[]');
  } catch {
    return;
  }
  for (const form of forms()) {
    const own = fields.filter(([name]) => name.startsWith(`${nameOf(form)}|`)).map(([name, value]) => [name.slice(nameOf(form).length + 1), value]);
    if (!own.length) continue;
    for (const field of all('input, textarea, select', form)) {
      const values = own.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === 'checkbox' || field.type === 'radio') {
        field.checked = values.includes(field.value);
        if (field.checked) field.closest('details')?.setAttribute('open', '');
      } else if (values.length && (field.type !== 'hidden' || 'region' in field.dataset)) {
        [field.value] = values;
      } else {
        continue;
      }
      field.dataset.touched = '';
    }
  }
}

/** Once a page is shown. */
export function startFloor() {
  const page = one('#case');
  const now = page && `/console/cases/${page.dataset.case}`;
  if (now !== shown) leave();
  if (!page) return;
  shown = now;
  clearInterval(beat);
  beat = setInterval(sign, BEAT_MS);
  sign();
  if (!one('dialog[open]', page)) restore(page);
}
