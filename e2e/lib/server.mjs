// Starts and stops a real proofdesk server with its own data folder, and reads its mail folder.
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve, dirname } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
export const binary = process.env.PROOFDESK_BINARY ?? join(target, "debug/proofdesk");
const paths = {
  PROOFDESK_MODELS_DIR: join(root, "vendor/models"),
  PROOFDESK_FONTS_DIR: join(root, "vendor/fonts"),
};

/** Runs a command of the binary to its end and gives back what it printed. */
export function run(args, env = {}, input = "") {
  return execFileSync(binary, args, {
    env: { ...process.env, ...paths, ...env }, input, cwd: tmpdir(), encoding: "utf8", maxBuffer: 64 << 20,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** A folder that is gone when the process ends. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "proofdesk-journey-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let calm;
/** The default policy, with the given share of machine approvals looked at again. No journey hangs on chance: none, unless it says so. */
export function policyWith(share) {
  const text = run(["policy", "default"]);
  if (!text.includes("share = 0.02")) throw new Error("the default policy states another share");
  const file = join(scratch(), "policy.toml");
  writeFileSync(file, text.replace("share = 0.02", `share = ${share}`));
  return file;
}

export class Server {
  constructor({ env = {}, args = [], data = scratch() } = {}) {
    this.data = data;
    this.args = args;
    this.env = {
      ...process.env, ...paths, PROOFDESK_LISTEN: "127.0.0.1:0", PROOFDESK_DATA_DIR: data, PROOFDESK_PORTAL_MODE: "test",
      PROOFDESK_LOG: "warn", ...env,
    };
    this.env.PROOFDESK_POLICY_FILE ??= (calm ??= policyWith("0.0"));
  }

  /** Starts the server and waits until it says where it listens. */
  async start() {
    const child = spawn(binary, ["serve", ...this.args], { env: this.env, cwd: this.data });
    this.child = child;
    this.printed = "";
    this.errors = "";
    child.stderr.on("data", (chunk) => { this.errors += chunk; });
    this.url = await new Promise((ready, fail) => {
      child.on("error", fail);
      child.on("exit", (code, signal) => fail(new Error(`the server ended with ${code ?? signal}: ${this.errors}`)));
      child.stdout.on("data", (chunk) => {
        this.printed += chunk;
        const found = this.printed.match(/^Proofdesk is ready at (\S+)$/m);
        if (found) ready(found[1]);
      });
    });
    // From here on the same address, so that pages that are open go on after a restart.
    this.env.PROOFDESK_LISTEN = new URL(this.url).host;
    return this;
  }

  async stop(signal = "SIGTERM") {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((done) => this.child.once("exit", done));
    this.child.removeAllListeners("exit");
    const gone = new Promise((done) => this.child.once("exit", done));
    this.child.kill(signal);
    await Promise.race([ended, gone]);
  }

  /** Every mail in the folder, oldest first, as { to, subject, text }. */
  mails() {
    const folder = join(this.data, "mails");
    if (!existsSync(folder)) return [];
    return readdirSync(folder).filter((name) => name.endsWith(".eml")).sort().map((name) => parseMail(readFileSync(join(folder, name), "utf8")));
  }

  /** The newest mail to that address whose text fits, waited for. */
  async mailTo(address, pattern, within = 30_000) {
    return until(() => {
      for (const mail of this.mails().reverse()) {
        const found = mail.to.includes(address) && mail.text.match(pattern);
        if (found) return found;
      }
      return null;
    }, within, `a mail to ${address} that fits ${pattern}`);
  }

  command(...args) {
    return run(args, { ...this.env });
  }
}

/** Asks until there is an answer. */
export async function until(ask, within = 30_000, what = "it") {
  const end = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${within} ms for ${what} in vain`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

function parseMail(raw) {
  const [head, ...rest] = raw.split(/\r?\n\r?\n/);
  const headers = head.replace(/\r?\n[ \t]+/g, " ");
  const field = (name) => headers.match(new RegExp(`^${name}: (.*)$`, "mi"))?.[1] ?? "";
  let text = rest.join("\n\n");
  const encoding = field("Content-Transfer-Encoding").toLowerCase();
  if (encoding.includes("base64")) text = Buffer.from(text.replace(/\s/g, ""), "base64").toString("utf8");
  if (encoding.includes("quoted-printable")) {
    const bytes = text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    text = Buffer.from(bytes, "latin1").toString("utf8");
  }
  return { to: field("To"), subject: field("Subject"), text };
}
