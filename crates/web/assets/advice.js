// The page's side of the advice: frames go to the worker, answers come back. Where a browser lacks something that it
// takes (workers, WebAssembly), `Advice.start` gives null and the camera works without advice.
import { answerOf } from "./judge.js";

/**
 * How a picture is looked at: its longest side, and that of the copy on which the document's lines are sought. Live frames
 * are looked at on less, since a slow phone has to look five times a second; the photo is looked at as the server does.
 */
const LIVE = { side: 800, work: 320 };
const SHOT = { side: 4000, work: 640 };

export class Advice {
  static async start() {
    if (!("WebAssembly" in self) || !("Worker" in self) || !("createImageBitmap" in self)) return null;
    try {
      const advice = new Advice(new Worker(new URL("./advice-worker.js", import.meta.url), { type: "module" }));
      await advice.ask(null, {}, 15_000);
      return advice;
    } catch {
      return null;
    }
  }

  constructor(worker) {
    this.worker = worker;
    this.waiting = new Map();
    this.count = 0;
    worker.onmessage = ({ data }) => {
      const waits = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.error) waits?.fail(new Error(data.error));
      else waits?.done(data);
    };
    worker.onerror = () => {
      for (const { fail } of this.waiting.values()) fail(new Error("the worker ended"));
      this.waiting.clear();
    };
  }

  ask(frame, how, patience = 20_000) {
    const id = ++this.count;
    return new Promise((done, fail) => {
      const late = setTimeout(() => {
        this.waiting.delete(id);
        fail(new Error("no answer in time"));
      }, patience);
      this.waiting.set(id, {
        done: (value) => { clearTimeout(late); done(value); },
        fail: (error) => { clearTimeout(late); fail(error); },
      });
      this.worker.postMessage({ id, frame, ...how }, frame ? [frame] : []);
    });
  }

  /** Judges a frame of a video, a bitmap or a canvas. Places in the answer are on the frame as it was looked at. */
  async look(source) {
    const { fields, width, height, ms, copyMs } = await this.ask(await createImageBitmap(source), LIVE);
    if (!fields) throw new Error("the frame is too large");
    return { ...answerOf(fields), width, height, ms, copyMs };
  }

  /** Judges a file as it will be sent: decoded again, upright. Null where the browser cannot open it (HEIC, PDF). */
  async lookAtFile(blob) {
    let bitmap;
    try {
      bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
    } catch {
      return null;
    }
    const { fields, width, height, ms, copyMs } = await this.ask(bitmap, SHOT, 60_000);
    return fields ? { ...answerOf(fields), width, height, ms, copyMs } : null;
  }

  stop() {
    this.worker.terminate();
  }
}
