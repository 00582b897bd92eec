// Marking a place on a picture: a rectangle drawn by pointer, or moved and sized by keys. It goes with what
// is asked of the applicant, who sees it outlined. One mark a page; drawing again takes its place.

import { all, one, runs } from './console-base.js';

const SVG = 'http://www.w3.org/2000/svg';
const LEAST = 8; // pixels of the picture

/** The mark of each page: `{ slot: { x, y, w, h } }`, in the picture's own pixels. */
let marks = {};
let drawing = null; // { figure, rect } while a mark is being made

const fieldOf = (slot) => one(`[data-region="${slot}"]`);

/** Writes a mark where the form, the draft and the page find it. */
function keep(figure, box) {
  const { slot } = figure.dataset;
  if (box) marks[slot] = box;
  else delete marks[slot];
  const field = fieldOf(slot);
  if (field) {
    field.value = box ? [box.x, box.y, box.w, box.h].map((n) => Math.round(n)).join(',') : '';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  const said = one('[data-region-said]');
  if (said) said.hidden = !Object.keys(marks).length;
  show(figure);
}

function show(figure, box = marks[figure.dataset.slot]) {
  const overlay = one('.places', figure);
  one('.mark-drawn', overlay)?.remove();
  if (!box) return;
  const rect = document.createElementNS(SVG, 'rect');
  rect.setAttribute('class', 'mark-drawn');
  for (const [name, value] of [['x', box.x], ['y', box.y], ['width', box.w], ['height', box.h]]) rect.setAttribute(name, value);
  overlay.append(rect);
}

/** Where the pointer is on the picture, however it is zoomed and turned. */
function place(figure, event) {
  const overlay = one('.places', figure);
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(overlay.getScreenCTM().inverse());
  const [width, height] = [Number(figure.dataset.width), Number(figure.dataset.height)];
  return { x: Math.min(Math.max(point.x, 0), width), y: Math.min(Math.max(point.y, 0), height) };
}

const between = (a, b) => ({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), w: Math.abs(a.x - b.x), h: Math.abs(a.y - b.y) });

function stop() {
  if (!drawing) return;
  const { figure, abort } = drawing;
  drawing = null;
  abort.abort();
  figure.classList.remove('marking');
  one('[data-run="mark"]')?.setAttribute('aria-pressed', 'false');
  const help = one('[data-mark-help]');
  if (help) help.hidden = true;
}

function start() {
  if (drawing) return stop();
  const figure = one('.stage.shown[data-current]');
  if (!figure || !fieldOf(figure.dataset.slot)) return;
  const abort = new AbortController();
  const { signal } = abort;
  drawing = { figure, abort };
  figure.classList.add('marking');
  one('[data-run="mark"]')?.setAttribute('aria-pressed', 'true');
  const help = one('[data-mark-help]');
  if (help) help.hidden = false;
  const [width, height] = [Number(figure.dataset.width), Number(figure.dataset.height)];
  let from = null;
  let box = marks[figure.dataset.slot] ?? { x: width * 0.35, y: height * 0.4, w: width * 0.3, h: height * 0.2 };
  show(figure, box);
  figure.focus({ preventScroll: true });
  // Before the viewer takes them for panning.
  const on = (kind, act) => figure.addEventListener(kind, act, { signal, capture: true });
  on('pointerdown', (event) => {
    event.stopPropagation();
    event.preventDefault();
    from = place(figure, event);
    figure.setPointerCapture(event.pointerId);
  });
  on('pointermove', (event) => {
    event.stopPropagation();
    if (!from) return;
    box = between(from, place(figure, event));
    show(figure, box);
  });
  on('pointerup', (event) => {
    event.stopPropagation();
    if (!from) return;
    box = between(from, place(figure, event));
    from = null;
    if (box.w < LEAST || box.h < LEAST) return show(figure);
    keep(figure, box);
    stop();
  });
  on('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = Math.max(width, height) / 100;
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (by && event.shiftKey) {
      box = { ...box, w: Math.min(Math.max(box.w + by[0], LEAST), width - box.x), h: Math.min(Math.max(box.h + by[1], LEAST), height - box.y) };
    } else if (by) {
      box = { ...box, x: Math.min(Math.max(box.x + by[0], 0), width - box.w), y: Math.min(Math.max(box.y + by[1], 0), height - box.h) };
    } else if (event.key === 'Enter') {
      keep(figure, box);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      keep(figure, null);
    } else if (event.key === 'Escape') {
      show(figure);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (by) show(figure, box);
    else stop();
  });
}

runs.mark = start;

/** Once a page is shown: what a draft brought back stands on the picture again. */
export function startMarks() {
  stop();
  marks = {};
  for (const field of all('[data-region]')) {
    const [x, y, w, h] = field.value.split(',').map(Number);
    const figure = one(`.stage[data-current][data-slot="${field.dataset.region}"]`);
    if (figure && w > 0 && h > 0) keep(figure, { x, y, w, h });
  }
}
