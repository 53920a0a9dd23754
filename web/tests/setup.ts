// Makes the store that the tests look at, once, unless DATELINE_STORE names one: real reports of the gold corpus, the samples, and sets of reports that tell
// the same events.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** The program: DATELINE, else what Cargo built last for tests or release. */
export function program(): string {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const named = [process.env.DATELINE, join(target, "debug/dateline"), join(target, "release/dateline")];
  const found = named.find((path) => path !== undefined && existsSync(path));
  if (!found) throw new Error("no program: cargo build, or name it in DATELINE");
  return found;
}

/** Reports of the sets in corpus/linked/dev, one to a line. */
function linkedReports(): string {
  const folder = join(root, "corpus/linked/dev");
  const sets = readdirSync(folder).filter((name) => name.endsWith(".json")).sort();
  const reports = sets.flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")).reports as object[]);
  return reports.map((report) => JSON.stringify(report)).join("\n");
}

export default function setup(): () => void {
  // Coding takes its time: a store that an earlier run left can be named.
  if (process.env.DATELINE_STORE) return () => {};
  const folder = mkdtempSync(join(tmpdir(), "dateline-desk-"));
  const store = join(folder, "store.sqlite");
  writeFileSync(join(folder, "sets.jsonl"), linkedReports());
  const inputs = [join(root, "corpus/gold/dev/text"), join(root, "corpus/sample"), join(folder, "sets.jsonl")];
  const run = (...args: string[]) => execFileSync(program(), [...args, "--store", store], { cwd: root, stdio: "pipe" });
  run("code", "-q", ...inputs);
  run("link", "-q");
  process.env.DATELINE_STORE = store;
  return () => rmSync(folder, { recursive: true });
}
