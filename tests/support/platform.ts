import { appendFileSync, existsSync, globSync, mkdirSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, it } from "vitest";
import { mayMakeNamespaces } from "./network-namespace.ts";

const ROOT = join(import.meta.dirname, "../..");
/** What a test may need of the machine, and how a person gets it. */
const PROGRAMS = {
  chromium: {
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    hint: "install Chromium or set ANHU_CHROMIUM",
  },
  headlessShell: { names: ["chromium-headless-shell"], hint: "install it beside Chromium (Debian: chromium-headless-shell)" },
  strace: { names: ["strace"], hint: "install strace (Linux only)" },
  openssl: { names: ["openssl"], hint: "install openssl" },
  influxd: { names: ["influxd"], hint: "install InfluxDB 1.x (Debian: influxdb)" },
  postgres: { names: ["postgres"], hint: "install PostgreSQL 15 or later (Debian: postgresql)" },
  mosquitto: { names: ["mosquitto"], hint: "install Mosquitto (Debian: mosquitto)" },
} as const;
export type Program = keyof typeof PROGRAMS;

/** Folders of a program that packages do not put on the PATH. */
const ELSEWHERE: Partial<Record<Program, () => readonly string[]>> = {
  // Debian keeps a folder for each version; the newest comes first.
  postgres: () => globSync("/usr/lib/postgresql/*/bin").toSorted((a, b) => b.localeCompare(a, undefined, { numeric: true })),
  mosquitto: () => ["/usr/sbin", "/usr/local/sbin"],
};
const MAC_CHROMIUM = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

/** Path of the first of the program's names on the PATH, then in the folders that packages use; where `ANHU_CHROMIUM` names a browser, it is the only one. `undefined`: not on this machine. */
export function findProgram(program: Program, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = environment["ANHU_CHROMIUM"];
  if (program === "headlessShell" && chosen) return undefined;
  if (program === "chromium" && chosen) return existsSync(chosen) ? chosen : undefined;
  const inFolders = [...(environment["PATH"] ?? "").split(delimiter), ...(ELSEWHERE[program]?.() ?? [])]
    .filter((folder) => folder !== "")
    .flatMap((folder) => PROGRAMS[program].names.map((name) => join(folder, name)));
  return [...inFolders, ...(program === "chromium" ? MAC_CHROMIUM : [])].find((path) => existsSync(path));
}

/** Folder of a recording; `SHARED_DATA` says where recordings lie, otherwise `tests/data`, then `shared/data` beside the repository. */
export function findShared(name: string, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = environment["SHARED_DATA"];
  const places = chosen ? [chosen] : [join(ROOT, "tests/data"), join(ROOT, "../shared/data")];
  return places.map((place) => join(place, name)).find((path) => existsSync(path) && readdirSync(path).length > 0);
}

export interface Suite {
  (name: string, body: () => void): void;
}
/**
 * `describe` for a suite that needs a program of the machine: `need("chromium")("the wall", () => { … })`.
 * Where it is missing the suite is left out and listed at the end of `npm test`; with `CI=true` it fails.
 */
export function need(...programs: readonly Program[]): Suite {
  const missing = programs.filter((program) => findProgram(program) === undefined);
  return suiteUnless(missing.map((program) => `${program}: ${PROGRAMS[program].hint}`));
}
/**
 * Whether the project "servers" (the end-to-end tests on PostgreSQL and InfluxDB) can run here. Where it cannot it is listed like a suite that
 * is left out; with `CI=true` it runs, and fails.
 */
export function canRunServers(): boolean {
  const missing = (["postgres", "influxd"] as const).filter((program) => findProgram(program) === undefined);
  for (const program of missing)
    note(process.env["TEST_MISSING_FILE"], `the end-to-end tests on servers — ${program}: ${PROGRAMS[program].hint}`);
  return missing.length === 0 || process.env["CI"] === "true";
}
/** `describe` for a suite that cuts a network in two: Linux network namespaces, as root. Rules as for `need`. */
export function needNamespaces(): Suite {
  return suiteUnless(mayMakeNamespaces() ? [] : ["network namespaces: run on Linux as root, with iproute2"]);
}
/** `describe` for a suite that reads real recordings, by folder name: `needShared("mimic3-monitor-1min")(…)`. Rules as for `need`. */
export function needShared(...names: readonly string[]): Suite {
  const missing = names.filter((name) => findShared(name) === undefined);
  return suiteUnless(missing.map((name) => `recording ${name}: set SHARED_DATA to the folder that holds it`));
}
/** Suites that run as root only, or on Linux only, say so with a reason of their own. */
export function needThat(holds: boolean, reason: string): Suite {
  return suiteUnless(holds ? [] : [reason]);
}

/** Path of the program inside a suite that `need`s it. */
export function programPath(program: Program): string {
  const path = findProgram(program);
  if (path === undefined) throw new Error(`looking for ${program}: ${PROGRAMS[program].hint}`);
  return path;
}
/** Folder of the recording inside a suite that `needShared`s it. */
export function sharedPath(name: string): string {
  const path = findShared(name);
  if (path === undefined) throw new Error(`looking for the recording ${name}: set SHARED_DATA to the folder that holds it`);
  return path;
}

/** How often a fault is injected: `ROUNDS` (set by `npm run soak`), else `usual`. */
export function rounds(usual = 3): number {
  const asked = Number(process.env["ROUNDS"]);
  return Number.isInteger(asked) && asked > 0 ? asked : usual;
}
/** Keeps a measured figure; `npm run soak` prints all of them as JSON. */
export function measured(name: string, figures: Readonly<Record<string, number | string | boolean>>): void {
  note(process.env["TEST_MEASURED_FILE"], JSON.stringify({ name, ...figures }));
}
/** Folder for pictures that are kept as output. */
export function outputFolder(): string {
  const folder = join(ROOT, "output");
  mkdirSync(folder, { recursive: true });
  return folder;
}

function suiteUnless(missing: readonly string[]): Suite {
  if (missing.length === 0) return (name, body) => void describe(name, body);
  return (name, body) => {
    for (const what of missing) note(process.env["TEST_MISSING_FILE"], `${name} — ${what}`);
    if (process.env["CI"] !== "true") {
      describe.skip(name, body);
      return;
    }
    describe(name, () => {
      it("has what it needs on this machine", () => {
        throw new Error(`with CI=true nothing is left out; missing: ${missing.join("; ")}`);
      });
    });
  };
}
function note(file: string | undefined, line: string): void {
  if (file === undefined || file === "") return;
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${line}\n`);
}
