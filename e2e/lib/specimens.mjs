// Pictures from our own generator, with their truth. People in them do not exist.
import { readFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { run, scratch } from "./server.mjs";

const made = new Map();
let folder;

/** Makes a specimen and gives back { file, truth, person }. The same options give the same files. */
export function specimen(kind, { side = "front", seed = 11, defects = [], size = "1600x1200", ...details } = {}) {
  const key = JSON.stringify([kind, side, seed, defects, size, details]);
  if (made.has(key)) return made.get(key);
  folder ??= scratch();
  const out = join(folder, String(made.size));
  mkdirSync(out);
  const args = ["specimen", "--kind", kind, "--side", side, "--seed", String(seed), "--size", size, "--out", out];
  for (const defect of defects) args.push("--defect", defect);
  for (const [name, value] of Object.entries(details)) args.push(`--${name.replace(/[A-Z]/g, (c) => "-" + c.toLowerCase())}`, value);
  const files = run(args).trim().split("\n");
  const file = files.find((name) => /\.(jpg|png)$/.test(name));
  const truth = JSON.parse(readFileSync(file.replace(/\.(jpg|png)$/, ".json"), "utf8"));
  const value = (name) => truth.fields[name]?.value ?? "";
  const result = {
    file, truth,
    person: {
      surname: value("surname"), givenNames: value("given_names"), birthDate: value("birth_date"),
      documentNumber: value("document_number"), nationality: value("nationality"),
    },
  };
  made.set(key, result);
  return result;
}
