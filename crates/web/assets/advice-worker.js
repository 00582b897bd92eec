// Looks at frames beside the page, so that the page stays quick. The module that it runs is the server's own finder
// and measures (wasm/); this worker is the one place whose policy lets WebAssembly run.

// A smallest module with one SIMD instruction: whether this browser takes it.
const SIMD = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);

let module = null;
let canvas = null;

async function load() {
  if (!("OffscreenCanvas" in self)) throw new Error("no canvas in workers");
  const simd = WebAssembly.validate(SIMD);
  const url = new URL(simd ? "./advice-simd.wasm" : "./advice-scalar.wasm", import.meta.url);
  const { instance } = await WebAssembly.instantiate(await (await fetch(url)).arrayBuffer(), {});
  if (instance.exports.abi() !== 1) throw new Error("the module speaks another version");
  return instance.exports;
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

function look({ data, width, height }) {
  const at = module.room(data.length);
  if (!at) return null;
  // Views are made after the call: memory that grew has moved.
  new Uint8Array(module.memory.buffer, at, data.length).set(data);
  const answer = module.advise(width, height);
  return new Int32Array(module.memory.buffer, answer, 40).slice();
}

self.onmessage = async ({ data: { id, frame, side } }) => {
  try {
    module ??= await load();
    if (!frame) return self.postMessage({ id, ready: true });
    const copied = performance.now();
    const pixels = pixelsOf(frame, side);
    const began = performance.now();
    const fields = look(pixels);
    frame.close?.();
    self.postMessage({ id, fields, width: pixels.width, height: pixels.height, ms: performance.now() - began, copyMs: began - copied });
  } catch (error) {
    self.postMessage({ id, error: String(error?.message ?? error) });
  }
};
