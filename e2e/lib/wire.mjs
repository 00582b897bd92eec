// A line to the server that can be cut: a TCP proxy that counts the bytes sent and breaks every connection when told.
import { createServer, connect } from "node:net";

export class Wire {
  constructor(target) {
    const { hostname, port } = new URL(target);
    this.to = { host: hostname, port: Number(port) };
    this.sent = 0;
    this.cuts = 0;
    this.limit = 0;
    this.every = 0;
    this.pairs = new Set();
    this.down = false;
  }

  async start() {
    this.server = createServer((client) => {
      if (this.down) return client.destroy();
      const server = connect(this.to);
      const pair = [client, server];
      this.pairs.add(pair);
      const end = () => {
        client.destroy();
        server.destroy();
        this.pairs.delete(pair);
      };
      client.on("data", (bytes) => {
        this.sent += bytes.length;
        // What does not go out waits at the sender, as on a real line.
        if (!server.write(bytes)) {
          client.pause();
          server.once("drain", () => client.resume());
        }
        if (this.limit > 0 && this.sent - this.since > this.every) {
          this.limit -= 1;
          this.cuts += 1;
          this.since = this.sent;
          // The client hears nothing more; what has reached the server stays there.
          client.destroy();
          server.end();
        }
      });
      server.on("data", (bytes) => client.write(bytes));
      for (const socket of pair) {
        socket.on("error", end);
        socket.on("close", end);
      }
    });
    await new Promise((ready) => this.server.listen(0, "127.0.0.1", ready));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  /** From now on: cuts the line `times` times, each after so many bytes sent. */
  cutEvery(bytes, times) {
    this.every = bytes;
    this.limit = times;
    this.since = this.sent;
  }

  cut() {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  async stop() {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }
}
