// A second client of the tus protocol, written from its specification alone (tus.io, 1.0.0), for the server's tests.
import { createHash } from "node:crypto";

const base64 = (text) => Buffer.from(text).toString("base64");

export class Tus {
  /** `call(path, options)` is an HTTP client that is signed in already. */
  constructor(call) {
    this.call = call;
  }

  headers(more = {}) {
    return { "Tus-Resumable": "1.0.0", ...more };
  }

  async create(length, metadata = {}, more = {}) {
    const pairs = Object.entries(metadata).map(([key, value]) => `${key} ${base64(value)}`).join(",");
    return this.call("/uploads", { method: "POST", headers: this.headers({ "Upload-Length": String(length), ...(pairs ? { "Upload-Metadata": pairs } : {}), ...more }) });
  }

  head(path, more = {}) {
    return this.call(path, { method: "HEAD", headers: this.headers(more) });
  }

  patch(path, offset, bytes, { sum = null, ...more } = {}) {
    const headers = this.headers({ "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset), ...more });
    if (sum) headers["Upload-Checksum"] = `${sum} ${createHash(sum).update(bytes).digest("base64")}`;
    return this.call(path, { method: "PATCH", headers, body: bytes });
  }

  delete(path) {
    return this.call(path, { method: "DELETE", headers: this.headers() });
  }

  /** Sends a whole file, going on from wherever the server is after every fault. Gives the upload's address. */
  async send(bytes, metadata, { chunk = bytes.length, tries = 60, pause = 50 } = {}) {
    let path = null;
    for (let attempt = 0; ; attempt++) {
      try {
        if (!path) {
          const made = await this.create(bytes.length, metadata);
          if (made.status !== 201) throw new Error(`creation: ${made.status}`);
          path = made.headers.get("location");
        }
        const standing = await this.head(path);
        if (standing.status !== 200) throw new Error(`standing: ${standing.status}`);
        let offset = Number(standing.headers.get("upload-offset"));
        while (offset < bytes.length) {
          const answer = await this.patch(path, offset, bytes.subarray(offset, offset + chunk));
          if (answer.status !== 204) throw new Error(`part at ${offset}: ${answer.status}`);
          offset = Number(answer.headers.get("upload-offset"));
        }
        return path;
      } catch (error) {
        if (attempt >= tries) throw error;
        await new Promise((next) => setTimeout(next, pause));
      }
    }
  }
}
