// What the measures mean under the case's own thresholds: the same rules as the server's judge
// (crates/domain/src/judge/picture.rs), as far as they need no reading. Pure: numbers in, findings out.

const WHOLE = 10_000;
/** A file that is judged after it was made once more differs from what the server sees by less than this. */
const MARGIN = 0.02;
/** Mean brightness above which colours are no longer told. */
const BLEACHED = 0.95;

const names = ["sharpness", "shake", "glare", "dark", "overexposed", "exposure", "colour"];

/** The numbers of the modules (wasm/answer) by name; shares from 0 to 1. */
export function answerOf(fields) {
  const measures = Object.fromEntries(names.map((name, i) => [name, fields[14 + i] / WHOLE]));
  const region = (n) => (fields[21 + n * 5] ? Array.from(fields.subarray(22 + n * 5, 26 + n * 5)) : null);
  return {
    measured: fields[0] === 1,
    documents: fields[1],
    corners: fields[1] ? [0, 2, 4, 6].map((i) => [fields[2 + i] / 16, fields[3 + i] / 16]) : null,
    cut: fields[10],
    tilt: fields[11] / 100,
    dpi: fields[12] / 100,
    share: fields[13] / WHOLE,
    fills: fields[36] === 1,
    aspect: fields[37] / 1000,
    regions: { sharpness: region(0), glare: region(1), dark: region(2) },
    ...measures,
  };
}

/** Findings on a photo that is to be sent, the gravest first. Advisory ones may be sent all the same. */
export function findings(answer, t, { margin = MARGIN } = {}) {
  if (!answer.measured) return [];
  const low = 1 + margin, high = 1 - margin;
  const found = [];
  const add = (code, severity, measured, threshold, region = null) => found.push({ code, severity, measured, threshold, region });
  if (!answer.documents) {
    add("image.no_document", "blocking");
    return found;
  }
  if (answer.documents > 1) add("image.many_documents", "blocking");
  if (answer.cut) add("image.cut_off", "blocking");
  if (answer.dark > t.dark * high) add("image.too_dark", "advisory", answer.dark, t.dark, answer.regions.dark);
  else if (answer.exposure < t.exposure_min * low) add("image.too_dark", "advisory", answer.exposure, t.exposure_min);
  if (answer.overexposed > t.overexposed * high) add("image.overexposed", "advisory", answer.overexposed, t.overexposed);
  else if (answer.exposure > t.exposure_max * high) add("image.overexposed", "advisory", answer.exposure, t.exposure_max);
  if (answer.glare > t.glare * high) add("image.glare", "blocking", answer.glare, t.glare, answer.regions.glare);
  else if (answer.glare > t.glare_advisory * high) add("image.glare", "advisory", answer.glare, t.glare, answer.regions.glare);
  if (answer.dpi > 0 && answer.dpi < t.dpi * low) add("image.low_resolution", "advisory", answer.dpi, t.dpi);
  if (answer.sharpness < t.sharpness * low) add("image.blurred", "advisory", answer.sharpness, t.sharpness, answer.regions.sharpness);
  if (answer.colour < t.colour * low && answer.exposure <= BLEACHED) add("image.grayscale", "blocking", answer.colour, t.colour);
  if (answer.tilt > t.tilt_degrees * high) add("image.perspective", "advisory", answer.tilt, t.tilt_degrees);
  return found;
}

/** How far the corners moved between two frames, as a share of the document's width. */
function moved(before, now) {
  if (!before?.corners || !now.corners) return 0;
  const width = Math.hypot(now.corners[0][0] - now.corners[1][0], now.corners[0][1] - now.corners[1][1]) || 1;
  return Math.max(...now.corners.map(([x, y], i) => Math.hypot(x - before.corners[i][0], y - before.corners[i][1]))) / width;
}

/**
 * The one thing to do now, or `ready`. `scale`: how many times larger the photo will be than the frame.
 */
export function instruction(answer, before, t, scale = 1) {
  if (!answer.measured) return "place";
  if (!answer.documents) {
    if (answer.exposure < 0.015) return "black";
    return answer.exposure < t.exposure_min * 0.6 ? "dark" : "place";
  }
  if (answer.documents > 1) return "one";
  // The frame has to show the document as a document, not as a full page.
  if (answer.cut) return "corners";
  const dpi = answer.dpi * scale;
  if (dpi < t.dpi * 1.15 || answer.share < 0.12) return "closer";
  const wrong = findings({ ...answer, dpi }, t);
  const has = (code) => wrong.some((finding) => finding.code === code);
  if (has("image.too_dark")) return "dark";
  if (has("image.overexposed")) return "bright";
  if (moved(before, answer) > 0.02) return "still";
  // Blur washes light out too: what is not sharp is mended first.
  if (has("image.blurred")) return "blurred";
  if (has("image.glare")) return "glare";
  if (has("image.perspective")) return "tilt";
  if (has("image.grayscale")) return "colour";
  return "ready";
}
