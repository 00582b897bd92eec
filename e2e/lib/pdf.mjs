// A PDF of one page that holds one photo, as scanner apps write it.
export function pdfOf(jpeg, { width, height, catalogue = "", trailer = "" }) {
  const photo = Buffer.concat([
    Buffer.from(`<</Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length}>>\nstream\n`),
    jpeg, Buffer.from("\nendstream"),
  ]);
  const down = Math.round((500 * height) / width), content = `q 500 0 0 ${down} 47 200 cm /P Do Q`;
  const objects = [
    `<</Type /Catalog /Pages 2 0 R ${catalogue}>>`, "<</Type /Pages /Kids [3 0 R] /Count 1>>",
    "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</XObject <</P 5 0 R>>>>>>",
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`, photo,
  ];
  const parts = [Buffer.from("%PDF-1.7\n")], places = [];
  let at = parts[0].length;
  const add = (bytes) => { parts.push(bytes); at += bytes.length; };
  objects.forEach((object, n) => {
    places.push(at);
    add(Buffer.concat([Buffer.from(`${n + 1} 0 obj\n`), Buffer.from(object), Buffer.from("\nendobj\n")]));
  });
  const start = at;
  add(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("")}trailer\n<</Size ${objects.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${start}\n%%EOF`));
  return Buffer.concat(parts);
}
