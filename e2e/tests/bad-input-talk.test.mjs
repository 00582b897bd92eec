// Conversations and what nobody should send: limited, cleaned, quarantined or refused with a message.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { Server, until } from "../lib/server.mjs";
import { Applicant } from "../lib/applicant.mjs";

/** A stand-in for clamd that knows the test virus; `away` closes its door. */
class Scanner {
  async start() {
    this.server = createServer((socket) => {
      if (this.away) {
        this.turnedAway = (this.turnedAway ?? 0) + 1;
        return socket.destroy();
      }
      const pieces = [];
      socket.on("data", (piece) => {
        pieces.push(piece);
        const whole = Buffer.concat(pieces);
        // The command, pieces with their lengths, and one of no length.
        let at = "zINSTREAM\0".length;
        while (at + 4 <= whole.length) {
          const length = whole.readUInt32BE(at);
          if (length === 0) {
            const found = whole.includes("EICAR-STANDARD-ANTIVIRUS-TEST-FILE");
            return socket.end(found ? "stream: Eicar-Signature FOUND\0" : "stream: OK\0");
          }
          at += 4 + length;
        }
      });
      socket.on("error", () => {});
    });
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    this.address = process.env.PROOFDESK_TEST_CLAMD ?? `tcp:127.0.0.1:${this.server.address().port}`;
    return this;
  }
}

let server, scanner;
before(async () => {
  scanner = await new Scanner().start();
  server = await new Server({ env: { PROOFDESK_CLAMD: scanner.address } }).start();
});
after(async () => { await server?.stop(); scanner?.server.close(); });

/** Somebody with a conversation that people have; its address. */
async function talking() {
  const somebody = await Applicant.register(server);
  await somebody.get("/talk");
  await somebody.post("/talk", { message: "Hello" });
  const page = await (await somebody.get("/talk")).text();
  return { somebody, here: page.match(/data-here="(\/talk\/[0-9a-f-]+)"/)[1] };
}

async function files(somebody, path, all, message = "see these") {
  const form = new FormData();
  form.set("csrf", await somebody.token("/talk"));
  form.set("message", message);
  for (const [name, bytes] of all) form.append("file", new Blob([bytes]), name);
  const answer = await somebody.get(path, { method: "POST", body: form, headers: { origin: server.url } });
  return { status: answer.status, text: await answer.text() };
}

const raw = (somebody, path, fields, csrf) => somebody.get(path, {
  method: "POST", body: new URLSearchParams({ csrf, ...fields }), headers: { origin: server.url },
});
const pdf = (words) => `%PDF-1.4\n% ${words}\n%%EOF\n`;

test("words: markup is text, what turns or hides characters is left out, and what is too long is refused and kept", async () => {
  const { somebody, here } = await talking();
  const csrf = await somebody.token("/talk");
  await raw(somebody, here, { message: "<script>alert(1)</script><a href='//evil.example'>x</a> \u202Eevil\u202C a\u200Bb\u2066c" }, csrf);
  const page = await (await somebody.get(here)).text();
  assert.ok(page.includes("&lt;script&gt;alert(1)") && !page.includes("<script>alert"), "markup is text");
  assert.doesNotMatch(page, /[\u202A-\u202E\u2066-\u2069\u200B]/, "nothing turns or hides");
  const long = await raw(somebody, here, { message: "x".repeat(60_000) }, csrf);
  assert.equal(long.status, 422);
  const again = await long.text();
  assert.ok(again.includes("x".repeat(10_000)), "what was written is kept");
  const longer = await raw(somebody, here, { message: "x".repeat(100_000) }, csrf);
  assert.equal(longer.status, 413);
  const empty = await raw(somebody, here, { message: "\u200B \u2060" }, csrf);
  assert.equal(empty.status, 422);
});

test("somebody else's conversation, message, file and list are no page", async () => {
  const [a, b] = [await talking(), await talking()];
  const csrf = await b.somebody.token("/talk");
  for (const path of [a.here, `${a.here}/part`]) assert.equal((await b.somebody.get(path)).status, 404, path);
  for (const path of [a.here, `${a.here}/here`, `${a.here}/draft`, `${a.here}/rate`, `${a.here}/messages/0199aaaa-0000-7000-8000-000000000001`, `${a.here}/items/0199aaaa-0000-7000-8000-000000000001/lacking`]) {
    assert.equal((await raw(b.somebody, path, { message: "x", score: "5" }, csrf)).status, 404, path);
  }
  const sent = await files(b.somebody, `${a.here}/files`, [["x.pdf", pdf("x")]]);
  assert.equal(sent.status, 404);
  assert.equal((await b.somebody.get("/talk/not-an-id")).status, 404);
});

test("fifty attachments, executables and archives are refused with a message; nothing half is sent", async () => {
  const { somebody, here } = await talking();
  const many = await files(somebody, `${here}/files`, Array.from({ length: 50 }, (_, n) => [`${n}.pdf`, pdf(n)]));
  assert.equal(many.status, 422);
  assert.match(many.text, /10/);
  for (const [name, bytes] of [
    ["photo.jpg", "MZ\u0090\u0000 an executable"], ["photo.png", "\u007FELF"], ["archive.pdf", "PK\u0003\u0004 an archive of archives"],
    ["page.pdf", "<html><script>alert(1)</script>"], ["run.jpg", "#!/bin/sh"],
  ]) {
    const answer = await files(somebody, `${here}/files`, [[name, bytes]], "unsent words");
    assert.equal(answer.status, 422, name);
    assert.match(answer.text, /JPEG/, name);
    assert.match(answer.text, /unsent words/, "what was written is kept");
  }
  const page = await (await somebody.get(here)).text();
  assert.doesNotMatch(page, /message-you[\s\S]*unsent words[\s\S]*<form/, "nothing was sent");
});

test("a file waits for the scanner, is never handed out where it found something, and is held while it is away", async () => {
  const { somebody, here } = await talking();
  const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");
  const state = async (name) => {
    const page = await (await somebody.get(`${here}/part`)).text();
    const line = page.match(new RegExp(`<p class="file">(?:(?!</p>).)*${name}.*?</p>`))?.[0] ?? "";
    return { handed: /href="\/talk\/files\//.test(line), line };
  };
  assert.equal((await files(somebody, `${here}/files`, [["clean.pdf", pdf("nothing")], ["bad.pdf", pdf(eicar)]])).status, 303);
  await until(async () => (await state("clean.pdf")).handed, 60_000, "the clean file");
  const bad = await until(async () => { const now = await state("bad.pdf"); return /dangerous/.test(now.line) && now; }, 60_000, "the verdict");
  assert.ok(!bad.handed);
  if (process.env.PROOFDESK_TEST_CLAMD) return; // a real one stays there
  scanner.away = true;
  assert.equal((await files(somebody, `${here}/files`, [["later.pdf", pdf("later")]])).status, 303);
  await until(() => scanner.turnedAway > 0, 60_000, "the scanner to be asked");
  assert.ok(!(await state("later.pdf")).handed, "down means held");
  // It is asked again after a while: the clock is driven.
  scanner.away = false;
  await server.stop();
  server.env.PROOFDESK_REHEARSE_AHEAD = "60";
  await server.start();
  await until(async () => (await state("later.pdf")).handed, 60_000, "the file that was held");
});

test("flooding is slowed down with a message, and the same words sent twice are one", async () => {
  const { somebody, here } = await talking();
  const csrf = await somebody.token("/talk");
  const client = crypto.randomUUID();
  const both = await Promise.all([raw(somebody, here, { message: "once", client }, csrf), raw(somebody, here, { message: "once", client }, csrf)]);
  assert.deepEqual(both.map((answer) => answer.status), [303, 303]);
  let refused = null;
  for (let n = 0; n < 90 && !refused; n++) {
    const answer = await raw(somebody, here, { message: `flood ${n}` }, csrf);
    if (answer.status === 429) refused = answer;
  }
  assert.ok(refused, "nobody floods");
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  const page = await (await somebody.get(here)).text();
  assert.equal(page.match(/<p>once<\/p>/g).length, 1);
});
