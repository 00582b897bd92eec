// News in the console: an element with `data-live="case:0197… inbox"` gets the event `live` when
// something of one of its topics happened, and after any gap; htmx then fetches it anew.

import { pressing } from './press.js';
import { listen } from './stream.js';

const GATHER_MS = 60; // several rows of one deed arrive together

const topics = new Set();
let timer = 0;

function wake() {
  timer = 0;
  // What is just being fetched or put in its place hears nothing: it is told once it stands. Nothing is replaced
  // under a press either.
  if (pressing() || document.querySelector('[data-live].htmx-request, .htmx-added, .htmx-settling')) {
    timer = setTimeout(wake, GATHER_MS);
    return;
  }
  const now = new Set(topics);
  topics.clear();
  for (const element of document.querySelectorAll('[data-live]')) {
    const wanted = element.dataset.live.split(' ');
    if (now.has('gap') || wanted.some((topic) => now.has(topic))) element.dispatchEvent(new CustomEvent('live'));
  }
}

// News that was already on its way when the press began is put off, and fetched again after it. Capturing: whoever
// keeps what a swap would lose sees that there is none.
document.addEventListener(
  'htmx:beforeSwap',
  ({ detail }) => {
    const news = detail.requestConfig?.verb === 'get' && detail.requestConfig.elt?.dataset.live;
    if (!news || !detail.shouldSwap || !pressing()) return;
    detail.shouldSwap = false;
    for (const topic of news.split(' ')) topics.add(topic);
    timer ||= setTimeout(wake, GATHER_MS);
  },
  true,
);

const meta = document.querySelector('meta[name="live"]');
if (meta) {
  listen(
    meta.content,
    (event) => {
      for (const topic of event.topics) topics.add(topic);
      timer ||= setTimeout(wake, GATHER_MS);
    },
    {
      after: Number(meta.dataset.after),
      onState: (open) => (document.documentElement.dataset.liveState = open ? 'open' : 'waiting'),
    },
  );
}
