// A mail server that is away, and one that refuses: nothing is lost, and an admin can send again what was refused.
import test, { after } from "node:test";
import assert from "node:assert/strict";
import net from "node:net";
import { Server, until } from "../lib/server.mjs";
import { Applicant } from "../lib/applicant.mjs";

const servers = [], posts = [];
after(async () => {
  for (const server of servers) await server.stop();
  for (const post of posts) await post.stop();
});

/** A mail server of a few lines (RFC 5321): keeps what it takes, and answers `refuses` to every receiver while that is set. */
class Post {
  refuses = null;
  taken = [];
  open = new Set();

  listen(port = 0) {
    if (!posts.includes(this)) posts.push(this);
    this.server = net.createServer((socket) => {
      this.open.add(socket);
      socket.on("close", () => this.open.delete(socket));
      let mail = null, rest = "";
      const say = (line) => socket.write(`${line}\r\n`);
      socket.on("error", () => {});
      socket.on("data", (bytes) => {
        rest += bytes;
        for (let end; (end = rest.indexOf("\r\n")) >= 0;) {
          const line = rest.slice(0, end);
          rest = rest.slice(end + 2);
          if (mail !== null) {
            if (line !== ".") { mail += `${line}\n`; continue; }
            this.taken.push(mail);
            mail = null;
            say("250 taken");
          } else if (/^DATA/i.test(line)) { mail = ""; say("354 go on");
          } else if (/^RCPT/i.test(line) && this.refuses) say(this.refuses);
          else if (/^QUIT/i.test(line)) { say("221 bye"); socket.end();
          } else say("250 fine");
        }
      });
      say("220 post.test");
    });
    return new Promise((ready) => this.server.listen(port, "127.0.0.1", () => ready(this.server.address().port)));
  }

  stop() {
    for (const socket of this.open) socket.destroy();
    return new Promise((done) => this.server.close(done));
  }
}

async function start(port) {
  const server = await new Server({ env: { PROOFDESK_SMTP_URL: `smtp://127.0.0.1:${port}` } }).start();
  servers.push(server);
  return server;
}

async function register(server) {
  const somebody = new Applicant(server);
  await somebody.post("/register", { email: somebody.email, password: "seven quiet harbours wait", invitation: "" });
  return somebody;
}

test("a mail server that is away: the mail waits and is sent when it is back", async () => {
  const post = new Post();
  const port = await post.listen();
  await post.stop();
  const server = await start(port);
  const somebody = await register(server);
  await until(() => /could not be handed over/.test(server.errors), 15_000, "a first try in vain");
  await post.listen(port);
  const mail = await until(() => post.taken[0], 90_000, "the mail");
  assert.match(mail, new RegExp(`^To: ${somebody.email.replaceAll(".", "\\.")}$`, "m"));
  assert.equal(post.taken.length, 1);
});

test("a mail that was refused for good stands in the console, without whom it was for, and can be sent again", async () => {
  const post = new Post();
  const server = await start(await post.listen());
  post.refuses = "550 5.1.1 no such person";
  const somebody = await register(server);
  await until(() => /put aside/.test(server.errors), 15_000, "the refusal");
  assert.ok(!server.errors.includes(somebody.email), "the log names nobody");

  const printed = server.command("staff", "add", "--name", "Ada", "--email", "ada@desk.example", "--role", "admin");
  const admin = new Applicant(server);
  await admin.post("/console/sign-in", { email: "ada@desk.example", password: printed.match(/^password: (\S.*)$/m)[1], next: "" });
  const page = async () => (await admin.get("/console/operations/mails")).text();
  const html = await page();
  assert.ok(!html.includes(somebody.email), "the page names nobody");
  const again = html.match(/\/console\/operations\/mails\/[\w-]+\/retry/)[0];
  assert.equal(post.taken.length, 0);
  post.refuses = null;
  await admin.post(again, {}, "/console/operations/mails");
  await until(() => post.taken.length === 1, 15_000, "the mail");
  assert.ok(!(await page()).includes(again), "it does not stand there any more");
  // A stranger sees none of it.
  assert.equal((await somebody.get("/console/operations/mails")).status, 303);
});
