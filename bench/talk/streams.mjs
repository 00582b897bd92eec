// Conversations live: many streams at once and messages through all of them; the server killed and started again in the
// middle. How long a message takes from being sent to being told of, what the server holds in memory, whether all streams
// come back by themselves and spread, and that no message is lost or doubled. JSON lines go to target/bench/talk-streams.jsonl.
// STREAMS, RATE (messages a second) and STRETCH (seconds) make it smaller.
import http from "node:http";
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server, root } from "../../e2e/lib/server.mjs";

const STREAMS = Number(process.env.STREAMS ?? 2000);
const RATE = Number(process.env.RATE ?? 200);
const SECONDS = Number(process.env.STRETCH ?? 30);
const AT_ONCE = 50; // while people are made

const server = await new Server({ env: { PROOFDESK_TRUSTED_PROXY: "true" } }).start();
const { hostname, port } = new URL(server.url);
const agent = new http.Agent({ keepAlive: true, maxSockets: 128 });
const percentile = (values, p) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil((values.length * p) / 100) - 1)];
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** One request, its answer read to the end. */
function ask(method, path, { headers = {}, body } = {}) {
  return new Promise((done, fail) => {
    const request = http.request({ hostname, port, method, path, agent, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece) => { text += piece; }).on("error", fail);
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, text }));
    });
    request.on("error", fail);
    request.end(body);
  });
}

/** The token of a page's forms. */
const token = (html) => html.match(/<meta name="csrf" content="([^"]+)"/)[1];

/** Does all of it, so many at once. */
async function all(items, act, atOnce = AT_ONCE) {
  const queue = [...items];
  await Promise.all(Array.from({ length: atOnce }, async () => { while (queue.length) await act(queue.shift()); }));
}

/** Somebody with a hosted link open, and the stream of their page: it goes on as a browser's EventSource does. */
class Person {
  static heard = new Map(); // message -> when it was told of
  constructor(n) {
    this.address = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
    this.retry = 3000;
    this.seen = null;
    this.back = [];
    this.waiting = [];
  }

  get headers() {
    const cookie = [...this.jar].map((pair) => pair.join("=")).join("; ");
    return { cookie, "x-forwarded-for": this.address };
  }

  keep(answer) {
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [name, ...value] = line.split(";")[0].split("=");
      this.jar.set(name, value.join("="));
    }
    return answer;
  }

  async post(path, fields) {
    const headers = { ...this.headers, origin: server.url, "content-type": "application/x-www-form-urlencoded" };
    const answer = this.keep(await ask("POST", path, { headers, body: new URLSearchParams(fields).toString() }));
    if (answer.status !== 303) throw new Error(`POST ${path} was answered with ${answer.status}`);
  }

  async open(key) {
    const json = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const made = async (path, body) => JSON.parse((await ask("POST", path, { headers: json, body: JSON.stringify(body) })).text);
    const applicant = await made("/api/v1/applicants", { external_ref: randomUUID() });
    const link = await made("/api/v1/verifications", { applicant: applicant.id, level: "standard" });
    const path = new URL(link.url).pathname;
    this.jar = new Map();
    const door = this.keep(await ask("GET", path, { headers: this.headers }));
    await this.post(path, { csrf: token(door.text) });
    this.csrf = token((await ask("GET", "/talk", { headers: this.headers })).text);
    // The first word begins the conversation.
    await this.say(randomUUID(), "first");
  }

  async say(client, text) {
    await this.post("/talk", { csrf: this.csrf, client, message: text });
  }

  listen() {
    const headers = { ...this.headers, accept: "text/event-stream" };
    if (this.seen !== null) headers["last-event-id"] = this.seen;
    const request = http.get({ hostname, port, path: "/live", headers, agent: false }, (answer) => {
      if (answer.statusCode !== 200) { answer.resume(); return this.again(); }
      if (this.lost) { this.back.push(performance.now()); this.lost = false; }
      this.standing = true;
      let rest = "";
      answer.setEncoding("utf8").on("data", (piece) => {
        rest += piece;
        for (let end; (end = rest.indexOf("\n\n")) >= 0; rest = rest.slice(end + 2)) this.take(rest.slice(0, end));
      });
      answer.on("close", () => this.again());
    });
    request.on("error", () => this.again());
  }

  take(event) {
    for (const line of event.split("\n")) {
      if (line.startsWith("retry:")) this.retry = Number(line.slice(6));
      else if (line.startsWith("id:")) this.seen = line.slice(3).trim();
    }
    if (!/^event: ?change$/m.test(event) || !event.includes("conversation.changed")) return;
    const now = performance.now();
    for (const id of this.waiting.splice(0)) Person.heard.set(id, now);
  }

  again() {
    if (this.leaving) return;
    this.leaving = true;
    this.standing = false;
    this.lost = true;
    setTimeout(() => { this.leaving = false; this.listen(); }, this.retry);
  }
}

const key = server.command("key", "create", "--name", "bench", "--mode", "test").trim();
const people = Array.from({ length: STREAMS }, (_, n) => new Person(n + 1));
const began = performance.now();
await all(people, (person) => person.open(key));
console.log(`${STREAMS} people after ${Math.round((performance.now() - began) / 1000)} s`);
for (const person of people) person.listen();
const standing = () => people.filter((person) => person.standing).length;
for (let end = Date.now() + 60_000; standing() < STREAMS && Date.now() < end; ) await wait(100);
if (standing() < STREAMS) throw new Error(`only ${standing()} streams stand`);

const sent = []; // { person, id, at, acknowledged }
/** Sends at the rate for a stretch; whoever cannot reach the server sends the same again, as the page does. */
async function stretch(seconds) {
  const first = sent.length;
  const ends = performance.now() + seconds * 1000;
  const next = performance.now();
  const busy = [];
  for (let n = 0; performance.now() < ends; n++) {
    const due = next + (n * 1000) / RATE;
    if (due > performance.now()) await wait(due - performance.now());
    const person = people[(sent.length * 7919) % STREAMS];
    const one = { person, id: randomUUID(), at: performance.now() };
    sent.push(one);
    person.waiting.push(one.id);
    busy.push((async () => {
      for (;;) {
        try { await person.say(one.id, `word ${one.id}`); one.acknowledged = true; return; } catch { await wait(1000); }
      }
    })());
  }
  await Promise.all(busy);
  await wait(500);
  const mine = sent.slice(first);
  return { mine, took: mine.map((one) => Person.heard.get(one.id) - one.at).filter((ms) => ms >= 0) };
}

const calm = await stretch(SECONDS);
const memory = Number(readFileSync(`/proc/${server.child.pid}/status`, "utf8").match(/VmHWM:\s+(\d+)/)[1]) / 1024;

// Killed in the middle of a stretch, and started again two seconds later.
const middle = stretch(SECONDS);
await wait(SECONDS * 300);
await server.stop("SIGKILL");
await wait(2000);
await server.start();
await middle;
for (let end = Date.now() + 60_000; standing() < STREAMS && Date.now() < end; ) await wait(100);
const stood = standing();
const back = people.flatMap((person) => person.back.slice(-1)).sort((a, b) => a - b);
let most = 0;
for (let from = 0, to = 0; to < back.length; to++) {
  while (back[to] - back[from] > 250) from++;
  most = Math.max(most, to - from + 1);
}
const after = await stretch(Math.max(5, Math.round(SECONDS / 3)));

// Every message stands once: asked of each person's own page.
let lost = 0, doubled = 0;
const written = new Map();
await all(people, async (person) => {
  const page = await ask("GET", "/talk/part", { headers: person.headers });
  for (const [, id] of page.text.matchAll(/<p>word ([0-9a-f-]{36})<\/p>/g)) written.set(id, (written.get(id) ?? 0) + 1);
});
for (const { id } of sent) {
  const times = written.get(id) ?? 0;
  if (times === 0) lost++;
  if (times > 1) doubled += times - 1;
}
const unheard = [...calm.mine, ...after.mine].filter((one) => !Person.heard.has(one.id)).length;
await server.stop();

const results = [
  ["messages sent", sent.length, null, ""],
  ["sent to told of, half", percentile(calm.took, 50), null, "ms"],
  ["sent to told of, p99", percentile(calm.took, 99), 100, "ms"],
  ["the same after the restart, p99", percentile(after.took, 99), 100, "ms"],
  ["told of nobody", unheard, 0, "messages"],
  ["most memory", memory, 400, "MB"],
  ["streams that came back", stood, STREAMS, "streams"],
  ["most that came back within a quarter of a second", most, Math.ceil(STREAMS / 4), "streams"],
  ["lost", lost, 0, "messages"],
  ["doubled", doubled, 0, "messages"],
].map(([name, measured, limit, unit]) => ({ name, measured: Number(measured.toFixed(1)), limit, unit }));
mkdirSync(join(root, "target/bench"), { recursive: true });
writeFileSync(join(root, "target/bench/talk-streams.jsonl"), results.map((r) => JSON.stringify({ streams: STREAMS, rate: RATE, ...r })).join("\n") + "\n");
console.table(results);
const good = ({ name, measured, limit }) => limit === null || (name === "streams that came back" ? measured >= limit : measured <= limit);
const bad = results.filter((result) => !good(result));
if (bad.length) console.log(`out of bounds: ${bad.map((result) => result.name).join(", ")}`);
process.exit(bad.length ? 1 : 0);
