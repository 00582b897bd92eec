// What the console's scripts share.

/** The first element for a selector, anywhere or inside `root`. */
export const one = (selector, root = document) => root.querySelector(selector);
/** Every element for a selector. */
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
/** The token for this visitor's forms. */
export const csrf = () => one('meta[name="csrf"]')?.content ?? '';

// How far the reader's clock is off the server's, milliseconds: what is promised is told by the server's alone.
const off = document.body.dataset.now ? Number(document.body.dataset.now) / 1000 - Date.now() : 0;
/** The server's time, milliseconds since 1970. */
export const now = () => Date.now() + off;

/** A short message that goes by itself; answers with its element. Under an open dialog nobody would see it: it stands in that. */
export function toast(text, { bad = false, seconds = 5 } = {}) {
  const element = document.createElement('div');
  element.className = bad ? 'toast toast-bad' : 'toast';
  element.append(Object.assign(document.createElement('span'), { textContent: text }));
  const dialog = one('dialog[open]');
  if (dialog && bad) element.setAttribute('role', 'alert');
  (dialog ?? one('#toasts'))?.append(element);
  if (seconds) setTimeout(() => element.remove(), seconds * 1000);
  return element;
}

/** What scripts can do, by the name in `data-run`. */
export const runs = {};

/** Opens one of the page's dialogs. */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.dispatchEvent(new CustomEvent('desk:open'));
  dialog.showModal();
  (one('[data-first]:not([hidden])', dialog) ?? one('input, textarea, button', dialog))?.focus();
}
