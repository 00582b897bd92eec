// Files that nobody's camera makes, byte by byte: PNGs of odd kinds, a CMYK JPEG, an animated WebP, a planted EXIF segment.
import { crc32 as zlibCrc, deflateSync } from "node:zlib";

function crc(bytes) {
  if (zlibCrc) return zlibCrc(bytes);
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

const u32 = (...numbers) => Buffer.from(numbers.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]));

function chunk(kind, data) {
  const typed = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  return Buffer.concat([u32(data.length), typed, u32(crc(typed))]);
}

/** A PNG in RGB. With `claim` its header gives another size than its pixels have; with `frames` it says it is animated. */
export function png(width, height, { depth = 8, claim = [width, height], frames = 0 } = {}) {
  const row = 1 + width * 3 * (depth / 8);
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++) for (let x = 1; x < row; x++) pixels[y * row + x] = 60 + ((x >> 4) * 7 + (y >> 4) * 13) % 150;
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", Buffer.concat([u32(...claim), Buffer.from([depth, 2, 0, 0, 0])])),
    ...(frames ? [chunk("acTL", u32(frames, 0)), chunk("fcTL", Buffer.concat([u32(0, width, height, 0, 0), Buffer.from([0, 1, 0, 10, 0, 0])]))] : []),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A baseline JPEG of four colours (CMYK as Adobe writes it), one even tone. */
export function cmykJpeg(width, height) {
  const segment = (marker, bytes) => Buffer.concat([Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255]), Buffer.from(bytes)]);
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8) * 4;
  // Every block: no change of its mean (code 0), nothing else (code 0): two zero bits. The last byte is filled with ones.
  const bits = blocks * 2;
  const scan = Buffer.alloc(Math.ceil(bits / 8));
  if (bits % 8) scan[scan.length - 1] = 0xff >> (bits % 8);
  const table = (kind) => [kind, 1, ...new Array(15).fill(0), 0];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xee, [...Buffer.from("Adobe"), 0, 100, 0, 0, 0, 0, 0]),
    segment(0xdb, [0, ...new Array(64).fill(16)]),
    segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 4, ...[1, 2, 3, 4].flatMap((id) => [id, 0x11, 0])]),
    segment(0xc4, table(0x00)),
    segment(0xc4, table(0x10)),
    segment(0xda, [4, ...[1, 2, 3, 4].flatMap((id) => [id, 0x00]), 0, 63, 0]),
    scan,
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** An animated WebP of two equal frames out of a still one. */
export function animatedWebp(still, width, height) {
  const u24 = (n) => [n & 255, (n >> 8) & 255, n >> 16];
  const riff = (kind, data) => {
    const head = Buffer.alloc(8);
    head.write(kind, "latin1");
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  };
  let at = 12;
  while (!still.toString("latin1", at, at + 4).match(/^VP8[ L]$/)) at += 8 + still.readUInt32LE(at + 4) + (still.readUInt32LE(at + 4) % 2);
  const coded = still.subarray(at, at + 8 + still.readUInt32LE(at + 4) + (still.readUInt32LE(at + 4) % 2));
  const frame = riff("ANMF", Buffer.concat([Buffer.from([...u24(0), ...u24(0), ...u24(width - 1), ...u24(height - 1), ...u24(100), 0]), coded]));
  const body = Buffer.concat([
    Buffer.from("WEBP"), riff("VP8X", Buffer.from([2, 0, 0, 0, ...u24(width - 1), ...u24(height - 1)])),
    riff("ANIM", Buffer.from([255, 255, 255, 255, 0, 0])), frame, frame,
  ]);
  return riff("RIFF", body);
}

/** An animated GIF: two pictures of one pixel. */
export const gif = Buffer.concat([
  Buffer.from("GIF89a\x01\0\x01\0\x80\0\0", "latin1"), Buffer.from([0, 0, 0, 255, 255, 255]),
  Buffer.from("!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", "latin1"),
  ...[0, 1].map(() => Buffer.from("!\xf9\x04\x04\x0a\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0", "latin1")),
  Buffer.from(";"),
]);

/** A JPEG with a segment put in right behind its start. */
export function withSegment(jpeg, marker, bytes) {
  const head = Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, bytes, jpeg.subarray(2)]);
}

/** What stands in the planted GPS part and must not be found anywhere afterwards. */
export const GPS_MARK = "GPS-52.5163N-13.3777E";

/** EXIF with an orientation and a position: latitude and longitude as rationals, and the mark as the area's name. */
export function exif(orientation) {
  const entry = (tag, type, count, value) => Buffer.concat([Buffer.from([tag >> 8, tag & 255, 0, type]), u32(count), value]);
  const short = (n) => Buffer.from([0, n, 0, 0]);
  const main = 8, gps = main + 2 + 2 * 12 + 4, data = gps + 2 + 5 * 12 + 4;
  const latitude = u32(52, 1, 30, 1, 5868, 100), longitude = u32(13, 1, 22, 1, 3972, 100), area = Buffer.from(GPS_MARK);
  return Buffer.concat([
    Buffer.from("Exif\0\0MM\0*", "latin1"), u32(main),
    Buffer.from([0, 2]), entry(0x0112, 3, 1, short(orientation)), entry(0x8825, 4, 1, u32(gps)), u32(0),
    Buffer.from([0, 5]),
    entry(1, 2, 2, Buffer.from("N\0\0\0", "latin1")), entry(2, 5, 3, u32(data)),
    entry(3, 2, 2, Buffer.from("E\0\0\0", "latin1")), entry(4, 5, 3, u32(data + 24)),
    entry(0x1c, 7, area.length, u32(data + 48)), u32(0),
    latitude, longitude, area,
  ]);
}
