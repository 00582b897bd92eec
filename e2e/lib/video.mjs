// Videos for the fake camera, made of specimens: JPEG frames one after the other, which Chromium plays in a loop.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "./server.mjs";
import { specimen } from "./specimens.mjs";

let folder, count = 0;

/** `frames`: options of specimens; each is shown `hold` times. Gives the file. */
export function video(kind, frames, { hold = 5, size = "1280x720", seed = 71 } = {}) {
  folder ??= scratch();
  const file = join(folder, `${++count}.mjpeg`);
  const pictures = frames.map((options) => readFileSync(specimen(kind, { seed, size, ...options }).file));
  writeFileSync(file, Buffer.concat(pictures.flatMap((picture) => Array(hold).fill(picture))));
  return file;
}
