// The document: zoom (wheel, pinch, buttons, keys), pan, rotation, one side or two, and the places
// found, which lie on the picture and move and turn with it.

import Panzoom from './vendor/panzoom.js';
import { all, one, runs } from './console-base.js';

const MOST = 12; // times the size at which the whole picture fits
const LEAST = 0.5;
const CONTEXT = 0.42; // the share of the pane that a place fills when it is brought into view
const SVG = 'http://www.w3.org/2000/svg';

/** One picture in its pane. */
class Stage {
  constructor(figure, onZoom) {
    this.figure = figure;
    this.id = figure.dataset.picture;
    this.slot = figure.dataset.slot;
    this.width = Number(figure.dataset.width) || 1;
    this.height = Number(figure.dataset.height) || 1;
    this.plane = one('[data-plane]', figure);
    this.sheet = one('[data-sheet]', figure);
    this.turns = 0;
    this.fit = 1;
    this.pz = Panzoom(this.plane, { maxScale: MOST, minScale: LEAST, step: 0.35, pinchAndPan: true, duration: 160, cursor: '' });
    this.plane.addEventListener('panzoomchange', ({ detail }) => {
      // Lines and numbers on the picture keep their size on the screen.
      this.scaled(detail.scale);
      onZoom(this);
    });
    figure.addEventListener('wheel', (event) => this.pz.zoomWithWheel(event), { passive: false });
    figure.addEventListener('dblclick', (event) =>
      this.pz.getScale() > 1.05 ? this.reset() : this.pz.zoomToPoint(2.5, event, { animate: true }),
    );
    figure.addEventListener('keydown', (event) => this.key(event));
    new ResizeObserver(() => this.layout()).observe(figure);
  }

  /** Sizes the sheet so that the turned picture just fits, centred. */
  layout() {
    const box = this.figure.getBoundingClientRect();
    const caption = one('figcaption', this.figure)?.offsetHeight ?? 0;
    if (!box.width || !box.height) return;
    const sideways = this.turns % 2 !== 0;
    const [w, h] = sideways ? [this.height, this.width] : [this.width, this.height];
    this.fit = Math.min((box.width - 20) / w, (box.height - caption - 20) / h);
    const style = this.sheet.style;
    style.width = `${this.width * this.fit}px`;
    style.height = `${this.height * this.fit}px`;
    this.lift = caption / 2;
    style.transform = `translate(-50%, -50%) translateY(${-this.lift}px) rotate(${this.turns * 90}deg)`;
    this.scaled(this.pz.getScale());
  }

  /** What CSS needs to draw outlines and numbers at the same size whatever the zoom and the turn. */
  scaled(zoom) {
    this.sheet.style.setProperty('--zoom', zoom);
    this.sheet.style.setProperty('--unit', 1 / (this.fit * zoom));
    this.sheet.style.setProperty('--back', `${-this.turns * 90}deg`);
  }

  reset() {
    this.pz.reset({ animate: !calm() });
  }

  rotate(by) {
    this.turns += by;
    this.layout();
    this.pz.reset({ animate: false });
  }

  zoom(inwards) {
    inwards ? this.pz.zoomIn({ animate: !calm() }) : this.pz.zoomOut({ animate: !calm() });
  }

  /** Brings a place (`x,y x,y …` in the picture's own pixels) into view and lights it up. */
  show(points, findingId) {
    const corners = points.trim().split(/\s+/).map((pair) => pair.split(',').map(Number));
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const box = this.figure.getBoundingClientRect();
    const sideways = this.turns % 2 !== 0;
    const width = (sideways ? bottom - top : right - left) * this.fit;
    const height = (sideways ? right - left : bottom - top) * this.fit;
    const wanted = Math.min((box.width * CONTEXT) / Math.max(width, 1), (box.height * CONTEXT) / Math.max(height, 1));
    const scale = Math.min(Math.max(wanted, 1), 6);
    // From the picture's middle, turned with it.
    const dx = ((left + right) / 2 - this.width / 2) * this.fit;
    const dy = ((top + bottom) / 2 - this.height / 2) * this.fit;
    const angle = (this.turns * Math.PI) / 2;
    const x = dx * Math.cos(angle) - dy * Math.sin(angle);
    const y = dx * Math.sin(angle) + dy * Math.cos(angle) - this.lift;
    this.pz.zoom(scale, { animate: !calm(), force: true });
    this.pz.pan(-x, -y, { animate: !calm(), force: true });
    this.light(points, findingId);
  }

  light(points, findingId) {
    const overlay = one('.places', this.figure);
    const known = findingId && one(`[data-finding="${findingId}"]`, overlay);
    if (known) {
      known.classList.add('place-lit');
      return;
    }
    const group = document.createElementNS(SVG, 'g');
    group.setAttribute('class', 'place place-lit place-reading');
    group.dataset.passing = '';
    const polygon = document.createElementNS(SVG, 'polygon');
    polygon.setAttribute('points', points);
    group.append(polygon);
    overlay.append(group);
  }

  key(event) {
    if (event.target !== this.figure || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const move = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (!move) return;
    event.preventDefault();
    const scale = this.pz.getScale();
    this.pz.pan(move[0] / scale, move[1] / scale, { relative: true, animate: !calm() });
  }
}

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Turns the pictures of a case page into panes. */
export function startViewer() {
  const viewer = one('[data-viewer]');
  const holder = viewer && one('[data-stages]', viewer);
  if (!holder || holder.classList.contains('stages-live')) return;
  holder.classList.add('stages-live');
  one('[data-viewer-bar]', viewer).hidden = false;
  const zoomText = one('[data-zoom]', viewer);
  const say = (stage) => {
    // 100 % is a pixel of the picture on a pixel of the page.
    zoomText.textContent = `${Math.round(stage.fit * stage.pz.getScale() * 100)}%`;
  };
  let active = null;
  const stages = all('.stage', holder).map((figure) => new Stage(figure, (stage) => stage === active && say(stage)));
  const current = stages.filter((stage) => 'current' in stage.figure.dataset);
  const byId = (id) => stages.find((stage) => stage.id === id);

  const display = (list) => {
    for (const stage of stages) {
      const on = list.includes(stage);
      stage.figure.classList.toggle('shown', on);
      stage.figure.inert = !on;
      if (on) stage.layout();
    }
    const two = list.length > 1;
    for (const button of all('[data-show]', viewer)) {
      button.setAttribute('aria-pressed', !two && list[0]?.id === button.dataset.show);
    }
    one('[data-view="compare"]', viewer)?.setAttribute('aria-pressed', two);
    [active] = list;
    if (active) say(active);
  };
  const compare = () => {
    if (active && all('.stage.shown', holder).length > 1) return display([active]);
    const other =
      current.find((stage) => stage !== active) ?? stages.find((stage) => stage !== active && stage.slot === active?.slot);
    if (active && other) display(stages.filter((stage) => stage === active || stage === other));
  };

  for (const button of all('[data-show]', viewer)) button.addEventListener('click', () => display([byId(button.dataset.show)]));
  const compareButton = one('[data-view="compare"]', viewer);
  compareButton.addEventListener('click', compare);
  compareButton.hidden = stages.length < 2;
  one('[data-earlier]', viewer)?.addEventListener('change', ({ target }) => {
    const old = byId(target.value);
    if (old) display(stages.filter((stage) => stage === old || (stage.slot === old.slot && current.includes(stage))));
    else display([current[0]]);
  });
  for (const stage of stages) {
    const take = () => {
      active = stage;
      say(stage);
    };
    stage.figure.addEventListener('pointerdown', take);
    stage.figure.addEventListener('focus', take);
  }
  display(current.length ? [current[0]] : stages.slice(0, 1));

  const slot = (name) => () => {
    const stage = current.find((s) => s.slot === name);
    if (stage) display([stage]);
  };
  Object.assign(runs, {
    'view-front': slot('front'),
    'view-back': slot('back'),
    'view-compare': compare,
    'zoom-in': () => active?.zoom(true),
    'zoom-out': () => active?.zoom(false),
    'zoom-fit': () => active?.reset(),
    'rotate-left': () => active?.rotate(-1),
    'rotate-right': () => active?.rotate(1),
    places: () => {
      const off = holder.classList.toggle('places-off');
      one('[data-run="places"]', viewer)?.setAttribute('aria-pressed', !off);
    },
    'next-finding': () => walk(1),
    'previous-finding': () => walk(-1),
  });

  const showPlace = (button) => {
    const stage = byId(button.dataset.evidence);
    if (!stage) return;
    if (!stage.figure.classList.contains('shown')) display([stage]);
    active = stage;
    for (const passing of all('[data-passing]', holder)) passing.remove();
    for (const lit of all('.place-lit', holder)) lit.classList.remove('place-lit');
    stage.show(button.dataset.points, button.dataset.finding);
  };
  const facts = one('#facts');
  facts?.addEventListener('click', (event) => {
    const button = event.target.closest('[data-points]');
    if (!button) return;
    showPlace(button);
    mark(button.closest('.finding'));
  });
  const mark = (finding) => {
    for (const other of all('.finding.is-current')) other.classList.remove('is-current');
    finding?.classList.add('is-current');
  };
  const walk = (by) => {
    const list = all('.findings:not(.findings-settled) .finding');
    if (!list.length) return;
    const at = list.findIndex((f) => f.classList.contains('is-current'));
    const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length];
    mark(next);
    next.scrollIntoView({ block: 'nearest' });
    const button = one('[data-points]', next);
    if (button) {
      showPlace(button);
      button.focus({ preventScroll: true });
    }
  };
}
