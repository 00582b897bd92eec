// A conversation at the desk: who is there, who writes, how far it was read; drafts of a reply and of a note
// apart; ready-made words put in where the cursor stands.

import { all, csrf, one, toast } from './console-base.js';

const BEAT_MS = 20_000; // the server forgets somebody after 45 seconds
const TYPING_MS = 3_000; // and takes them to have stopped writing after 6
const DRAFT_MS = 800;

const post = (path, fields, more = {}) =>
  fetch(path, { method: 'POST', headers: { 'x-csrf-token': csrf() }, body: new URLSearchParams(fields), ...more }).catch(() => {});

const form = () => one('#compose[data-talk]');
const base = () => form()?.dataset.talk;
const kind = () => one('[name="kind"]:checked', form())?.value ?? 'reply';
const last = () => all('#messages [data-seq]').at(-1)?.dataset.seq ?? '0';

let shown = null;
let beat = 0;
let typed = 0;
let timer = 0;
const kept = { reply: null, note: null };

function sign(typing) {
  if (!shown || document.visibilityState !== 'visible') return;
  const fields = { delivered: last(), read: last() };
  if (typing) fields.typing = '1';
  post(`${shown}/here`, fields);
}

function leave() {
  if (shown) post(`${shown}/here`, { gone: '1' }, { keepalive: true });
  shown = null;
  clearInterval(beat);
}

function save(more) {
  clearTimeout(timer);
  timer = 0;
  const box = one('#say');
  if (shown && box) post(`${shown}/draft`, { kind: kind(), text: box.value }, more);
}

addEventListener('pagehide', () => {
  if (timer) save({ keepalive: true });
  leave();
});
document.addEventListener('visibilitychange', () => sign(false));

document.addEventListener('input', ({ target }) => {
  if (target.id !== 'say' || !base()) return;
  const now = Date.now();
  // A note is nobody's business but ours: only a reply shows as being written.
  if (kind() === 'reply' && now - typed > TYPING_MS) {
    typed = now;
    sign(true);
  }
  clearTimeout(timer);
  timer = setTimeout(save, DRAFT_MS);
});

// A reply and a note are two texts: choosing the other one changes what stands in the box.
document.addEventListener('change', ({ target }) => {
  if (target.name !== 'kind' || !target.closest('#compose[data-talk]')) return;
  const box = one('#say');
  const other = target.value === 'note' ? 'reply' : 'note';
  kept[other] = box.value;
  box.value = kept[target.value] ?? (target.value === 'note' ? box.dataset.noteDraft : '') ?? '';
  box.focus();
});

// Ready-made words are put in, never in place of what was written.
document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('[data-insert]');
  if (!button) return;
  const box = one('#say');
  const [start, end] = [box.selectionStart ?? box.value.length, box.selectionEnd ?? box.value.length];
  const before = box.value.slice(0, start);
  const gap = before && !/\s$/.test(before) ? ' ' : '';
  box.setRangeText(gap + button.dataset.insert, start, end, 'end');
  if ('acts' in button.dataset) one('[name="canned"]', form()).value = button.dataset.canned;
  one('.canned').open = false;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  box.focus();
});

document.addEventListener('htmx:afterRequest', ({ detail }) => {
  const sent = detail.elt?.closest?.('form[data-talk]');
  if (!sent || !detail.successful) return;
  kept[kind()] = '';
  clearTimeout(timer);
  timer = 0;
});
// An answer that was not taken: what is the matter is said, what came meanwhile is shown, and what was written
// stays in its box.
document.addEventListener('htmx:responseError', ({ detail }) => {
  if (detail.xhr?.status !== 422 || !detail.elt?.matches?.('form[data-compose]')) return;
  const answer = new DOMParser().parseFromString(detail.xhr.responseText, 'text/html');
  const said = one('.notice-bad', answer)?.textContent.trim();
  if (said) toast(said, { bad: true, seconds: 20 });
  for (const id of ['messages', 'compose-seen']) {
    const [now, then] = [document.getElementById(id), answer.getElementById(id)];
    if (now && then) now.innerHTML = then.innerHTML; // rendered and escaped by the server
  }
  one('#say')?.focus();
});
document.addEventListener('htmx:afterSettle', ({ target }) => {
  if (target?.id === 'messages') {
    sign(false);
    target.scrollTop = target.scrollHeight;
  }
});

/** Once a page is shown. */
export function startTalk() {
  const now = base() ?? null;
  if (now !== shown) leave();
  const list = one('#messages');
  if (list) list.scrollTop = list.scrollHeight;
  if (!now) return;
  shown = now;
  clearInterval(beat);
  beat = setInterval(() => sign(false), BEAT_MS);
  sign(false);
}
