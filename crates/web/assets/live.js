// One event stream a browser, shared by its tabs.
//
// A page that wants news has `<meta name="live" content="/live" data-after="123">` (123: the newest
// event that the page already shows) and marks what may change:
// `<section data-live="case:0197…">` or `data-live="inbox"`; `data-live="*"` hears everything.
// Such an element gets the event `live` when something of that topic happened, and after any gap;
// what it does then is its own affair (htmx: `hx-get="…" hx-trigger="live"`).
//
// One tab holds a lock and the stream, and tells the others; when it goes, another takes over from
// the last number that was seen. Numbers rise, so nothing is missed and nothing counts twice.

const GATHER_MS = 60; // several rows of one deed arrive together
const SILENCE_MS = 50_000; // the server beats every 15 s; after this a sleeping leader is replaced
const KEPT = 200; // events that a leader can hand to a tab that comes late

let started = null;

/** Starts listening, once a page. Answers with `{ close() }`. */
export function listen(url, after) {
  if (started) return started;
  const name = `proofdesk ${url}`;
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel(name) : null;
  const kept = [];
  let seen = after;
  let oldest = after; // events up to here are not in `kept`
  let stream = null;
  let leading = false;
  let closed = false;
  let lastSign = Date.now();
  let waiting = 0;
  let retry = 0;

  const topics = new Set();
  let timer = 0;
  function wake(topic) {
    topics.add(topic);
    timer ||= setTimeout(() => {
      timer = 0;
      const now = new Set(topics);
      topics.clear();
      for (const element of document.querySelectorAll('[data-live]')) {
        const wanted = element.dataset.live.split(' ');
        if (now.has('*') || wanted.includes('*') || wanted.some((w) => now.has(w))) {
          element.dispatchEvent(new CustomEvent('live', { detail: { topics: [...now] } }));
        }
      }
    }, GATHER_MS);
  }

  function say(message) {
    channel?.postMessage(message);
  }

  function take(event) {
    if (event.seq <= seen) return;
    seen = event.seq;
    kept.push(event);
    while (kept.length > KEPT) oldest = kept.shift().seq;
    document.dispatchEvent(new CustomEvent('live:event', { detail: event }));
    for (const topic of event.topics) wake(topic);
  }

  function show(open) {
    document.documentElement.dataset.liveState = open ? 'open' : 'waiting';
  }

  function sign(open) {
    lastSign = Date.now();
    show(open);
    if (leading) say({ what: 'sign', open });
  }

  channel?.addEventListener('message', ({ data }) => {
    if (data.what === 'event') {
      lastSign = Date.now();
      take(data.event);
    } else if (data.what === 'sign') {
      lastSign = Date.now();
      show(data.open);
    } else if (data.what === 'gap') {
      wake('*');
    } else if (data.what === 'hello' && leading) {
      if (data.after < oldest) say({ what: 'gap' });
      for (const event of kept) if (event.seq > data.after) say({ what: 'event', event });
      say({ what: 'sign', open: stream?.readyState === EventSource.OPEN });
    }
  });

  function open() {
    if (closed || !leading) return;
    stream?.close();
    stream = new EventSource(`${url}?after=${seen}`);
    stream.addEventListener('open', () => {
      retry = 0;
      sign(true);
    });
    stream.addEventListener('beat', () => sign(true));
    // The server no longer has what lies between: look at everything again.
    stream.addEventListener('gap', ({ lastEventId }) => {
      seen = Math.max(seen, Number(lastEventId) || 0);
      oldest = seen;
      kept.length = 0;
      wake('*');
      say({ what: 'gap' });
    });
    stream.addEventListener('change', ({ data, lastEventId }) => {
      const event = { ...JSON.parse(data), seq: Number(lastEventId) };
      sign(true);
      if (event.seq > seen) say({ what: 'event', event });
      take(event);
    });
    stream.addEventListener('error', () => {
      sign(false);
      // A broken connection is mended by the browser, with Last-Event-ID; a refusal is not.
      if (stream.readyState === EventSource.CLOSED) {
        retry = Math.min(retry + 1, 6);
        clearTimeout(waiting);
        waiting = setTimeout(open, 1000 * 2 ** retry * (0.5 + Math.random() / 2));
      }
    });
  }

  function lead(how) {
    if (closed) return;
    if (!navigator.locks) {
      // Plain HTTP on another host: no locks there. Every tab that is looked at has its own.
      leading = true;
      open();
      return;
    }
    navigator.locks
      .request(name, how, () => {
        leading = true;
        open();
        return new Promise(() => {});
      })
      .catch(() => {
        // Another tab took over because this one had been silent.
        leading = false;
        stream?.close();
        stream = null;
        if (!closed) lead({});
      });
  }

  function check() {
    if (document.visibilityState !== 'visible' || closed) return;
    if (!leading && Date.now() - lastSign > SILENCE_MS) {
      lastSign = Date.now();
      lead({ steal: true });
    } else if (leading && stream?.readyState === EventSource.CLOSED) {
      open();
    }
  }
  const watch = setInterval(check, 15_000);
  document.addEventListener('visibilitychange', check);
  addEventListener('pagehide', () => stream?.close());
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) {
      open();
      wake('*');
    }
  });

  lead({});
  say({ what: 'hello', after });
  started = {
    close() {
      closed = true;
      clearInterval(watch);
      stream?.close();
      channel?.close();
    },
  };
  return started;
}

const meta = document.querySelector('meta[name="live"]');
if (meta && 'EventSource' in window) listen(meta.content, Number(meta.dataset.after) || 0);
