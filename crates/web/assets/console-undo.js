// Taking a decision back while its ten seconds last, wherever the reader has gone meanwhile: the next
// case, the inbox, another page. What can be taken back stands in this tab's storage, never personal data.

import { all, csrf, one, runs, toast } from './console-base.js';

const words = document.body.dataset;
const STORED = 'console-undo';
const shown = new Map(); // decision id -> what takes its toast away

/** `[{ id, href, until, text, undo }]`, the newest last; `until` in milliseconds. */
function offers() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? '[]').filter((offer) => offer.until > Date.now());
  } catch {
    return [];
  }
}

function keep(list) {
  if (list.length) sessionStorage.setItem(STORED, JSON.stringify(list));
  else sessionStorage.removeItem(STORED);
}

function forget(id) {
  keep(offers().filter((offer) => offer.id !== id));
  shown.get(id)?.();
}

/** The page's own way back: the bar of the decided case. */
const formOf = (id) => all('form[data-undo]').find((form) => form.elements.decision.value === id);

async function takeBack({ id, href }) {
  forget(id);
  const body = new URLSearchParams({ csrf: csrf(), decision: id });
  const answer = await fetch(href, { method: 'POST', headers: { 'x-csrf-token': csrf() }, body }).catch(() => null);
  if (answer?.ok) location.href = answer.url;
  else toast(answer?.status === 422 ? words.tooLate : words.failed, { bad: true, seconds: 8 });
}

function show(offer) {
  if (shown.has(offer.id) || formOf(offer.id)) return;
  const box = toast(offer.text, { seconds: 0 });
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'bare btn' });
  const count = Object.assign(document.createElement('span'), { className: 'countdown' });
  const cap = Object.assign(document.createElement('kbd'), { textContent: 'U' });
  // Read once, with the toast: a number that changes each second is not read out again.
  count.setAttribute('aria-hidden', 'true');
  button.append(offer.undo, ' ', cap, ' ', count);
  box.append(button);
  const tick = () => {
    const left = Math.ceil((offer.until - Date.now()) / 1000);
    count.textContent = Math.max(left, 0);
    if (left <= 0) stop();
  };
  const timer = setInterval(tick, 200);
  const stop = () => {
    clearInterval(timer);
    box.remove();
    shown.delete(offer.id);
  };
  shown.set(offer.id, stop);
  button.addEventListener('click', () => takeBack(offer));
  tick();
}

/** A decision was made: it can be taken back for `until` seconds from now. */
export function offerUndo({ decision, undo, until, text }) {
  keep([...offers(), { ...decision, undo, text, until: Date.now() + until * 1000 }]);
  showOffers();
}

/** Shows what can still be taken back, on a page that came since. */
export function showOffers() {
  offers().forEach(show);
}

/** Something can be taken back now. */
export const canUndo = () => one('form[data-undo]') !== null || offers().length > 0;

runs.undo = () => {
  const form = one('form[data-undo]');
  const last = offers().at(-1);
  if (form && (!last || last.id === form.elements.decision.value)) form.requestSubmit();
  else if (last) takeBack(last);
};

document.addEventListener('submit', ({ target }) => {
  if (target.matches('form[data-undo]')) forget(target.elements.decision.value);
});
