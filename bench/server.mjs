// The server against its limits: cold start, idle memory, from send to outcome, status pages while a check runs.
// Each figure is a ratio of a limit (at most 1 is good) in one run. JSON lines go to target/bench/server.jsonl.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server, root, run } from "../e2e/lib/server.mjs";
import { specimen } from "../e2e/lib/specimens.mjs";
import { Applicant } from "../e2e/lib/applicant.mjs";

const results = [];
const record = (name, measured, limit, unit) => {
  results.push({ name, measured: Number(measured.toFixed(2)), limit, unit, ratio: Number((measured / limit).toFixed(3)) });
};
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const percentile = (values, p) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil((values.length * p) / 100) - 1)];
const memoryMb = (pid) => Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;

// Cold start to ready, and memory before the first picture. The first start makes the database; the others are what
// an operator sees after an update.
const starts = [], idle = [];
const server = new Server();
for (let i = 0; i < 6; i++) {
  const began = performance.now();
  await server.start();
  if (i > 0) starts.push(performance.now() - began);
  idle.push(memoryMb(server.child.pid));
  await server.stop();
}
record("cold start to ready", median(starts), 1000, "ms");
record("idle memory before the first picture", Math.max(...idle), 80, "MB");

// From send to outcome, beyond the checks' own time; status pages while a check runs.
await server.start();
const passport = specimen("passport", { seed: 21, size: "4000x3000" });
const applicant = await Applicant.register(server);
await applicant.fill("standard", passport);
await applicant.send();
const first = await applicant.outcome();
record("first check, models loading, from send to outcome", first.ms, 10_000, "ms");

// The checks' own time on this machine, now: the same picture read by the same code, models loaded.
const reads = run(["inspect", "--json", ...Array(4).fill(passport.file)]).trim().split("\n").map((line) => JSON.parse(line).elapsed_ms);
const checks = median(reads.slice(1));
const beyond = [];
const waits = [];
for (let i = 0; i < 3; i++) {
  const somebody = await Applicant.register(server);
  await somebody.fill("standard", passport);
  const asked = [];
  const watcher = setInterval(() => {
    const began = performance.now();
    asked.push(applicant.get("/status").then((answer) => answer.text()).then(() => waits.push(performance.now() - began)));
  }, 100);
  await somebody.send();
  const { ms } = await somebody.outcome();
  clearInterval(watcher);
  await Promise.allSettled(asked);
  beyond.push(ms - checks);
}
record("from send to outcome, beyond the checks' own time", median(beyond), 300, "ms");
record("status page while a check runs, p99", percentile(waits, 99), 50, "ms");
await server.stop();

const lines = results.map((result) => JSON.stringify(result)).join("\n") + "\n";
writeFileSync(join(root, "target/bench/server.jsonl"), lines);
console.table(results);
