// One event stream for a whole browser. The tab that holds a lock opens the stream and passes every
// event on; when it closes or falls asleep, another one takes over from the last number that was seen.
// Numbers rise, so nothing is missed and nothing counts twice. HTTP/1.1 allows six connections to a
// host, and a person may have many tabs.

const SILENCE_MS = 50_000; // the server beats every 15 s; after this a sleeping leader is replaced
const KEPT = 200; // events that a leader can hand to a tab that comes late
const GAP = { kind: "gap", topics: ["gap"] };

/**
 * Calls `onEvent({ kind, topics, seq })` for every change that the stream at `url` tells of; topics are
 * `verification`, `conversation`, `inbox`, `queue`, `case:<id>`, `conversation:<id>`, or `gap`: then
 * anything may have changed. `after` is the number of the newest event that the page already shows;
 * a page that does not know it gets a `gap` first. `onState(open)` hears whether the stream stands.
 */
export function listen(url, onEvent, { after = null, onState = () => {} } = {}) {
  const name = `pd-live:${url}`;
  const me = Math.random().toString(36).slice(2);
  const channel = "BroadcastChannel" in self ? new BroadcastChannel(name) : null;
  const kept = [];
  let seen = after ?? -1;
  let oldest = seen; // events up to here are not in `kept`
  let source = null;
  let leading = false;
  let lastSign = Date.now();
  let tries = 0;
  let waiting = 0;

  const say = (message) => channel?.postMessage(message);

  const take = (event) => {
    if (event.seq <= seen) return;
    seen = event.seq;
    kept.push(event);
    while (kept.length > KEPT) oldest = kept.shift().seq;
    onEvent(event);
  };

  const gap = (seq) => {
    seen = Math.max(seen, seq);
    onEvent(GAP);
  };

  const sign = (open) => {
    lastSign = Date.now();
    onState(open);
    if (leading) say({ what: "sign", open });
  };

  channel?.addEventListener("message", ({ data }) => {
    if (data.what === "event") {
      lastSign = Date.now();
      take(data.event);
    } else if (data.what === "sign") {
      lastSign = Date.now();
      onState(data.open);
    } else if (data.what === "gap" && (!data.to || data.to === me)) {
      gap(data.seq);
    } else if (data.what === "hello" && leading && seen >= 0) {
      if (data.after < oldest) say({ what: "gap", to: data.me, seq: oldest });
      for (const event of kept) if (event.seq > data.after) say({ what: "event", event });
      say({ what: "sign", open: source?.readyState === EventSource.OPEN });
    }
  });

  const open = () => {
    if (!leading) return;
    source?.close();
    source = new EventSource(seen < 0 ? url : `${url}?after=${seen}`);
    source.addEventListener("open", () => {
      tries = 0;
      sign(true);
    });
    source.addEventListener("beat", ({ lastEventId }) => {
      if (seen < 0) {
        oldest = Number(lastEventId) || 0;
        gap(oldest);
      }
      sign(true);
    });
    // Away for longer than events are kept: everything may have changed.
    source.addEventListener("gap", ({ lastEventId }) => {
      kept.length = 0;
      oldest = Number(lastEventId) || 0;
      gap(oldest);
      say({ what: "gap", seq: oldest });
    });
    source.addEventListener("change", ({ data, lastEventId }) => {
      const event = { ...JSON.parse(data), seq: Number(lastEventId) };
      sign(true);
      if (event.seq > seen) say({ what: "event", event });
      take(event);
    });
    source.addEventListener("error", () => {
      sign(false);
      // A broken connection is mended by the browser, with Last-Event-ID. A refused stream (signed out,
      // server restarting) is not.
      if (source.readyState === EventSource.CLOSED) {
        tries = Math.min(tries + 1, 5);
        clearTimeout(waiting);
        waiting = setTimeout(open, 1000 * 2 ** tries * (0.5 + Math.random() / 2));
      }
    });
  };

  const lead = (how) => {
    if (!navigator.locks) {
      // Plain HTTP on another host: no locks there, so every tab has its own.
      leading = true;
      open();
      return;
    }
    const held = navigator.locks.request(name, how, () => {
      leading = true;
      open();
      return new Promise(() => {});
    });
    held.catch(() => {
      // Another tab took over because this one had been silent.
      leading = false;
      source?.close();
      lead({});
    });
  };

  const check = () => {
    if (document.visibilityState !== "visible") return;
    if (!leading && Date.now() - lastSign > SILENCE_MS) {
      lastSign = Date.now();
      lead({ steal: true });
    } else if (leading && source?.readyState === EventSource.CLOSED) {
      open();
    }
  };
  setInterval(check, 15_000);
  document.addEventListener("visibilitychange", check);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    open();
    onEvent(GAP);
  });

  lead({});
  say({ what: "hello", me, after: seen });
}
