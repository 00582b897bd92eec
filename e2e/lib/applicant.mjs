// An applicant without a browser: the same forms over plain HTTP, for measurements and for what no browser would send.
import { readFileSync } from "node:fs";
import { until } from "./server.mjs";

let count = 0;

export class Applicant {
  constructor(server) {
    this.server = server;
    this.cookies = new Map();
    this.email = `http${++count}-${process.pid}@journey.example`;
  }

  static async register(server) {
    const somebody = new Applicant(server);
    await somebody.post("/register", { email: somebody.email, password: "seven quiet harbours wait", invitation: "" });
    const [, code] = await server.mailTo(somebody.email, /\b(\d{6})\b/);
    await somebody.post("/confirm", { code });
    await somebody.post("/start/about-you", { of_age: "yes", region: "DEU" });
    const notice = await (await somebody.get("/start/notice")).text();
    await somebody.post("/start/notice", { version: notice.match(/name="version" value="([^"]+)"/)[1], answer: "yes" });
    return somebody;
  }

  async get(path, options = {}) {
    const answer = await fetch(this.server.url + path, { redirect: "manual", ...options, headers: { cookie: this.cookie(), ...options.headers } });
    this.keep(answer);
    return answer;
  }

  /** Reads the form's page for its token, then posts. */
  async post(path, fields, page = path) {
    const csrf = await this.token(page);
    const answer = await this.get(path, {
      method: "POST", body: new URLSearchParams({ csrf, ...fields }), headers: { origin: this.server.url },
    });
    if (answer.status >= 400) throw new Error(`POST ${path}: ${answer.status} ${(await answer.text()).slice(0, 400)}`);
    return answer;
  }

  async token(page) {
    const html = await (await this.get(page)).text();
    const found = html.match(/name="csrf" value="([^"]+)"/);
    if (!found) throw new Error(`no form on ${page}: ${html.slice(0, 300)}`);
    return found[1];
  }

  async upload(slot, bytes, name = "photo.jpg", type = "image/jpeg") {
    const form = new FormData();
    form.set("csrf", await this.token(`/verify/photo/${slot}`));
    form.set("from", "");
    form.set("photo", new Blob([bytes], { type }), name);
    return this.get(`/verify/photo/${slot}`, { method: "POST", body: form, headers: { origin: this.server.url } });
  }

  async fill(level, { person, file }, kind = "passport") {
    await this.post("/levels", { level });
    const [year, month, day] = person.birthDate.split("-");
    await this.post("/verify/details", {
      from: "", surname: person.surname, given_names: person.givenNames, native_name: "", birth_year: year, birth_month: month,
      birth_day: day, nationality: person.nationality, document_number: person.documentNumber,
    });
    await this.post("/verify/document", { from: "", kind, issuing_country: "UTO" });
    const answer = await this.upload("front", readFileSync(file));
    if (answer.status >= 400) throw new Error(`upload: ${answer.status}`);
  }

  async send() {
    this.sentAt = performance.now();
    await this.post("/verify/send", {}, "/verify/check");
  }

  /** Waits for the outcome; milliseconds from send to it, seen within 50 ms. */
  async outcome() {
    const face = await until(async () => {
      const html = await (await this.get("/status/part")).text();
      return /class="progress"/.test(html) ? null : html;
    }, 120_000, "an outcome");
    return { ms: performance.now() - this.sentAt, html: face };
  }

  cookie() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  keep(answer) {
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const [name, ...value] = pair.split("=");
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value.join("="));
    }
  }
}
