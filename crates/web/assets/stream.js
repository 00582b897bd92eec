// One event stream for a whole browser. The tab that holds the lock `pd-live:<url>` opens the stream and
// passes every event on; when it closes, another one takes over. HTTP/1.1 allows six connections
// to a host, and a person may have many tabs.

/**
 * Calls `onEvent({ kind, seq, verification, conversation })` for every event of the stream at `url`.
 * After a gap the browser asks for what it missed by itself (Last-Event-ID).
 */
export function listen(url, onEvent) {
  const name = `pd-live:${url}`;
  const channel = "BroadcastChannel" in self ? new BroadcastChannel(name) : null;
  const take = (message) => onEvent(message);
  channel?.addEventListener("message", (event) => take(event.data));

  const open = () =>
    new Promise(() => {
      const start = () => {
        const source = new EventSource(url);
        source.addEventListener("news", (event) => {
          let news = {};
          try {
            news = JSON.parse(event.data);
          } catch {
            return;
          }
          const message = { ...news, seq: Number(event.lastEventId) || 0 };
          take(message);
          channel?.postMessage(message);
        });
        source.addEventListener("error", () => {
          // A refused stream (signed out, server restarting) is not retried by the browser.
          if (source.readyState === EventSource.CLOSED) setTimeout(start, 3000 + Math.random() * 2000);
        });
      };
      start();
    });

  if (navigator.locks) navigator.locks.request(name, open);
  else open();
}
