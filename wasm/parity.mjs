// Frames on standard input, measures on standard output: for crates/vision/tests/phone.rs.
import { readFileSync, readSync } from "node:fs";

const load = async (name) => (await WebAssembly.instantiate(readFileSync(new URL(`./built/${name}.wasm`, import.meta.url)), {})).instance.exports;
const finder = await load("finder");
const measures = [await load("measures-scalar"), await load("measures-simd")];

/** What a module answers about the frame. */
const asked = (module, pixels, question) => {
  const at = module.room(pixels.length);
  new Uint8Array(module.memory.buffer, at, pixels.length).set(pixels);
  const answer = question(module);
  return Array.from(new Int32Array(module.memory.buffer, answer, 40));
};

const read = (length) => {
  const bytes = Buffer.alloc(length);
  let at = 0;
  while (at < length) {
    let got;
    try {
      got = readSync(0, bytes, at, length - at, null);
    } catch (error) {
      if (error.code === "EAGAIN") continue;
      throw error;
    }
    if (got === 0) return at === 0 ? null : bytes.subarray(0, at);
    at += got;
  }
  return bytes;
};

for (let head = read(44); head; head = read(44)) {
  const [width, height, known, ...corners] = Array.from({ length: 11 }, (_, i) => head.readInt32LE(i * 4));
  const pixels = read(width * height * 4);
  for (const module of measures) console.log(asked(module, pixels, ({ measure_at }) => measure_at(width, height, known, ...corners)).slice(14, 36).join(" "));
  const [, documents, ...found] = asked(finder, pixels, ({ find }) => find(width, height, 640));
  console.log([documents, ...found.slice(0, 8)].join(" "));
}
