// Looks at frames beside the page, so that the page stays quick. The modules that it runs are the server's own finder
// and measures (wasm/); this worker is the one place whose policy lets WebAssembly run.

// A smallest module with one SIMD instruction: whether this browser takes it.
const SIMD = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);

let modules = null;
let canvas = null;

async function load() {
  if (!("OffscreenCanvas" in self)) throw new Error("no canvas in workers");
  const simd = WebAssembly.validate(SIMD);
  const [finder, measures] = await Promise.all(["finder", simd ? "measures-simd" : "measures-scalar"].map(async (name) => {
    const bytes = await (await fetch(new URL(`./${name}.wasm`, import.meta.url))).arrayBuffer();
    const { instance } = await WebAssembly.instantiate(bytes, {});
    if (instance.exports.abi() !== 3) throw new Error("the modules speak another version");
    return instance.exports;
  }));
  return { finder, measures };
}

/** The frame's pixels, at most `side` on the longer one. */
function pixelsOf(frame, side) {
  const scale = Math.min(1, side / Math.max(frame.width, frame.height));
  const width = Math.max(1, Math.round(frame.width * scale)), height = Math.max(1, Math.round(frame.height * scale));
  if (frame.data) return frame;
  if (!canvas) canvas = new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(frame, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** What a module answers about the frame: forty numbers, of which it fills its own. */
function asked(module, { data, width, height }, question) {
  const at = module.room(data.length);
  if (!at) return null;
  // Views are made after the call: memory that grew has moved.
  new Uint8Array(module.memory.buffer, at, data.length).set(data);
  const answer = question(module, width, height);
  return new Int32Array(module.memory.buffer, answer, 40).slice();
}

function look(pixels, work) {
  const found = asked(modules.finder, pixels, (module, width, height) => module.find(width, height, work));
  if (!found) return null;
  const corners = found.subarray(2, 10);
  const measured = asked(modules.measures, pixels, (module, width, height) => module.measure_at(width, height, found[1], ...corners));
  return measured?.map((number, at) => number + found[at]) ?? null;
}

self.onmessage = async ({ data: { id, frame, side, work } }) => {
  try {
    modules ??= await load();
    if (!frame) return self.postMessage({ id, ready: true });
    const copied = performance.now();
    const pixels = pixelsOf(frame, side);
    const began = performance.now();
    const fields = look(pixels, work);
    frame.close?.();
    self.postMessage({ id, fields, width: pixels.width, height: pixels.height, ms: performance.now() - began, copyMs: began - copied });
  } catch (error) {
    self.postMessage({ id, error: String(error?.message ?? error) });
  }
};
