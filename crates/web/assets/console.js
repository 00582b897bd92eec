// The console's keyboard, palette, dialogs, toasts and clocks. Every page works without it.

import { all, now, one, openDialog, runs, toast } from './console-base.js';
import { countDown, startCase } from './console-case.js';
import { canUndo } from './console-undo.js';
import { startFloor } from './console-floor.js';
import { startMarks } from './console-marks.js';
import { startTalk } from './console-talk.js';
import { startViewer } from './console-viewer.js';

const words = document.body.dataset;
const lang = document.documentElement.lang;

// ---- Time: clocks tick, moments show in the reader's own zone.

const shown = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
const shortShown = new Intl.DateTimeFormat(lang, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

function span(minutes) {
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days >= 2) return words.spanDays.replace('{d}', days);
  if (hours >= 1) return words.spanHours.replace('{h}', hours).replace('{m}', minutes % 60);
  return words.spanMinutes.replace('{m}', minutes);
}

function tick(root = document) {
  for (const clock of all('time[data-due]', root)) {
    const left = Number(clock.dataset.due) / 1000 - now();
    const minutes = Math.floor(Math.abs(left) / 60000);
    const text = (left < 0 ? words.clockOver : words.clockLeft).replace('{span}', span(minutes));
    if (clock.textContent !== text) clock.textContent = text;
    clock.classList.toggle('clock-late', left < 0);
    clock.classList.toggle('clock-soon', left >= 0 && minutes < 120);
    clock.classList.toggle('clock-calm', left >= 0 && minutes >= 120);
    clock.title = shown.format(Number(clock.dataset.due) / 1000);
  }
  for (const time of all('time[data-when]:not([data-shown])', root)) {
    const at = new Date(Number(time.dataset.when) / 1000);
    time.dataset.shown = '';
    time.title = shown.format(at);
    time.textContent = (time.closest('.event, .message, figcaption, table') ? shortShown : shown).format(at);
  }
}
setInterval(tick, 20_000);

// ---- Actions: what pages offer in <template id="actions">, by key, in the palette and in the list.

function actions() {
  const template = one('#actions');
  const list = template ? all('a', template.content) : [];
  const found = list.map((a) => ({
    key: a.dataset.key,
    name: a.dataset.name,
    native: 'native' in a.dataset,
    go() {
      const run = runs[a.dataset.run];
      if (a.dataset.dialog) openDialog(a.dataset.dialog);
      else if (run) run();
      else if (a.getAttribute('href')) location.href = a.getAttribute('href');
    },
  }));
  // A decision can be taken back on every page, also where news brought the way back to one that was
  // rendered before the decision.
  if (canUndo()) found.push({ key: 'u', name: words.undo, native: false, go: () => runs.undo() });
  return found;
}

function keysOn() {
  return localStorage.getItem('console-keys') !== 'off';
}

const inField = (target) =>
  target instanceof Element && target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');

let pressed = '';
let pressedTimer = 0;
document.addEventListener('keydown', (event) => {
  // An input method is composing: the key belongs to it.
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    palette();
    return;
  }
  const dialog = one('dialog[open]');
  if (dialog && (event.ctrlKey || event.metaKey) && event.key === 'Enter') {
    event.preventDefault();
    one('form[data-decide]', dialog)?.requestSubmit();
    return;
  }
  if (!dialog && (event.ctrlKey || event.metaKey) && event.key === 'Enter' && event.target.closest?.('form[data-compose]')) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (event.key === 'Escape' && !dialog && inField(event.target)) {
    event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || dialog || inField(event.target) || !keysOn()) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const list = actions();
  const sequence = pressed ? `${pressed} ${key}` : key;
  const found = list.find((a) => a.key === sequence) ?? list.find((a) => a.key === key);
  clearTimeout(pressedTimer);
  pressed = '';
  if (found && !found.native) {
    event.preventDefault();
    found.go();
  } else if (list.some((a) => a.key?.startsWith(`${key} `))) {
    pressed = key;
    pressedTimer = setTimeout(() => (pressed = ''), 900);
  }
});

// ---- Palette

function keyCaps(key) {
  const box = document.createElement('span');
  for (const part of (key ?? '').split(' ').filter(Boolean)) {
    box.append(Object.assign(document.createElement('kbd'), { textContent: part.length === 1 ? part.toUpperCase() : part }), ' ');
  }
  return box;
}

function palette() {
  const dialog = one('#palette');
  if (!dialog || dialog.open) return;
  one('dialog[open]')?.close();
  const input = one('input', dialog);
  const list = one('ul', dialog);
  input.value = '';
  let at = 0;
  let entries = [];
  const refill = () => {
    const wanted = input.value.trim().toLowerCase();
    const rows = all('.row-link').map((a) => ({ name: a.textContent.trim().replace(/\s+/g, ' '), go: () => a.click() }));
    entries = [...actions(), ...(wanted ? rows : [])].filter((a) => a.name.toLowerCase().includes(wanted));
    at = Math.min(at, Math.max(entries.length - 1, 0));
    list.replaceChildren(
      ...entries.map((a, i) => {
        const item = Object.assign(document.createElement('li'), { id: `palette-${i}`, role: 'option' });
        item.setAttribute('aria-selected', i === at);
        item.append(Object.assign(document.createElement('span'), { textContent: a.name }), keyCaps(a.key));
        item.addEventListener('click', () => choose(i));
        return item;
      }),
    );
    one('[data-empty]', dialog).hidden = entries.length > 0;
    input.setAttribute('aria-activedescendant', entries.length ? `palette-${at}` : '');
    list.children[at]?.scrollIntoView({ block: 'nearest' });
  };
  const choose = (i) => {
    dialog.close();
    entries[i]?.go();
  };
  input.oninput = () => {
    at = 0;
    refill();
  };
  input.onkeydown = (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      at = (at + step + entries.length) % Math.max(entries.length, 1);
      refill();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(at);
    }
  };
  refill();
  dialog.showModal();
  input.focus();
}

function keyList() {
  const list = one('[data-keys]');
  const every = [...actions(), { key: 'Ctrl K', name: one('#palette').getAttribute('aria-label') }];
  list.replaceChildren(
    ...every.flatMap((a) => {
      const [dt, dd] = [document.createElement('dt'), document.createElement('dd')];
      dt.append(keyCaps(a.key));
      dd.textContent = a.name;
      return [dt, dd];
    }),
  );
  const box = one('#keys-single');
  box.checked = keysOn();
  box.onchange = () => localStorage.setItem('console-keys', box.checked ? 'on' : 'off');
  openDialog('keys');
}

runs.keys = keyList;
runs.palette = palette;
runs.search = () => {
  const field = one('#search');
  if (field) field.select();
  else location.href = '/console#search';
};

// ---- Inbox

const links = () => all('.row-link').filter((a) => a.offsetParent !== null);
function step(by) {
  const list = links();
  const at = list.indexOf(document.activeElement);
  const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
  next?.focus();
  next?.closest('li').scrollIntoView({ block: 'nearest' });
}
runs.down = () => step(1);
runs.up = () => step(-1);
runs.open = () => document.activeElement?.click();

// ---- Several cases at once: ticked by key too, and still ticked when the list is replaced.

const picks = () => all('.row-pick').filter((box) => box.offsetParent !== null);
function countPicks() {
  const line = one('[data-bulk-count]');
  if (line) line.textContent = line.dataset.text.replace('{n}', all('.row-pick:checked').length);
}
runs.pick = () => {
  const box = one('.row-pick', document.activeElement?.closest?.('.row') ?? document.createElement('p'));
  if (!box) return;
  box.checked = !box.checked;
  countPicks();
};
runs['pick-all'] = () => {
  const boxes = picks();
  const on = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = on;
  countPicks();
};
runs.bulk = () => all('.row-pick:checked').length && one('#bulk-tag, #bulk-to')?.focus();
document.addEventListener('change', ({ target }) => target.matches?.('.row-pick') && countPicks());

function filterRows() {
  const wanted = one('#search')?.value.trim().toLowerCase() ?? '';
  for (const row of all('.row[data-text]')) row.hidden = !row.dataset.text.toLowerCase().includes(wanted);
}

// Parts are replaced when something happens; what is being written stays, what was unfolded stays so, and so does the
// reader's place. The form that was sent itself begins anew.
const FIELDS = 'textarea, select, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])';
const nameOf = (field) => field.id || `${field.form?.getAttribute('action')} ${field.name}`;
const isWritten = (field) =>
  field.matches('select') ? all('option', field).some((option) => option.selected !== option.defaultSelected) : field.value !== field.defaultValue;
const written = new Map();
let unfolded = [];
let stood = null;
let picked = [];

document.addEventListener('htmx:beforeSwap', ({ target, detail }) => {
  if (!detail.shouldSwap) return;
  picked = all('.row-pick:checked').map((box) => box.value);
  const sent = detail.requestConfig?.elt?.closest('form');
  for (const field of all(FIELDS)) if (field.form !== sent && isWritten(field)) written.set(nameOf(field), field.value);
  unfolded = all('details[id][open]').filter((part) => !part.contains(sent ?? null)).map((part) => part.id);
  const field = document.activeElement;
  const place = field?.matches('textarea, input[type=text]') && field.form !== sent ? [field.selectionStart, field.selectionEnd] : null;
  stood = field?.id ? { id: field.id, place, inside: target.contains?.(field) } : null;
});

function writeAgain() {
  for (const id of unfolded) document.getElementById(id)?.setAttribute('open', '');
  for (const field of all(FIELDS)) {
    const value = written.get(nameOf(field));
    if (value === undefined || isWritten(field)) continue;
    field.value = value;
    field.dataset.touched = '';
    field.closest('details')?.setAttribute('open', '');
  }
  const field = stood && document.getElementById(stood.id);
  if (stood?.inside) field?.focus({ preventScroll: true });
  if (stood?.place && field === document.activeElement) field.setSelectionRange(...stood.place);
}

document.addEventListener('htmx:afterSwap', () => {
  tick();
  countDown();
  filterRows();
  for (const box of all('.row-pick')) box.checked ||= picked.includes(box.value);
  countPicks();
  for (const list of all('.messages')) list.scrollTop = list.scrollHeight;
  writeAgain();
});
document.addEventListener('htmx:afterSettle', () => {
  written.clear();
  unfolded = [];
  stood = null;
});
for (const name of ['htmx:responseError', 'htmx:sendError']) {
  document.addEventListener(name, ({ detail }) => {
    // What was wrong with an answer is said beside it.
    if (detail.xhr?.status === 422 && detail.elt?.matches?.('form[data-compose]')) return;
    // What refreshes by itself says nothing when it cannot; the offline line does.
    if (detail.requestConfig?.verb !== 'get') toast(words.failed, { bad: true, seconds: 8 });
  });
}

// ---- Once a page

function begin() {
  tick();
  const filters = one('[data-filters]');
  if (filters) {
    one('[data-submit]', filters).hidden = true;
    filters.addEventListener('change', ({ target }) => (target.type === 'radio' || target.id === 'tag') && filters.submit());
    one('#search').addEventListener('input', filterRows);
    if (location.hash === '#search') one('#search').focus();
    filterRows();
  }
  startCase();
  startViewer();
  startFloor();
  startTalk();
  startMarks();
}

document.addEventListener('click', (event) => {
  const target = event.target.closest('[data-do], [data-dialog], [data-close], [data-run], [data-copy]');
  if (!target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { do: does, dialog, run, copy } = target.dataset;
  if (does) runs[does]?.();
  else if (dialog && document.getElementById(dialog)) {
    event.preventDefault();
    openDialog(dialog);
  } else if ('close' in target.dataset && target.closest('dialog:modal')) {
    event.preventDefault();
    target.closest('dialog').close();
  } else if (run && runs[run]) {
    event.preventDefault();
    runs[run]();
  } else if (copy) {
    navigator.clipboard?.writeText(document.getElementById(copy).textContent).then(() => toast(words.copied));
  }
});
document.addEventListener('click', ({ target }) => {
  const me = one('.desk-me[open]');
  if (me && !me.contains(target)) me.open = false;
});
for (const element of all('[data-do], [data-copy]')) element.hidden = false;
new MutationObserver(() => {
  const line = one('#offline');
  if (line) line.hidden = document.documentElement.dataset.liveState !== 'waiting';
}).observe(document.documentElement, { attributeFilter: ['data-live-state'] });
one('[data-focus]')?.focus();

begin();
document.addEventListener('desk:swapped', begin);
