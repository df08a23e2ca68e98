import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { makeTempDir } from "../../tests/support/machine.ts";
import { makeFlow, type FlowTargets } from "./flow.ts";
import { startProgram } from "./program.ts";

const PACKAGES = ["node-red@5.0.7", "node-red-contrib-influxdb@0.7.0"] as const;
const FOLDER = join(tmpdir(), `anhu-bench-${PACKAGES.join("-").replaceAll("@", "-")}`);
const FETCH_WITHIN_MS = 5 * 60_000;
const run = promisify(execFile);

/**
 * Node-RED and its InfluxDB nodes, fetched from npm once and kept under the temporary directory: never a dependency of this repository.
 * @throws when the registry cannot be reached
 */
export async function fetchNodeRed(): Promise<string> {
  if (existsSync(FOLDER)) return FOLDER;
  mkdirSync(dirname(FOLDER), { recursive: true });
  const part = mkdtempSync(`${FOLDER}-part-`);
  writeFileSync(join(part, "package.json"), JSON.stringify({ name: "anhu-bench-peer", private: true }));
  try {
    const args = ["install", "--no-audit", "--no-fund", "--omit=optional", "--ignore-scripts", ...PACKAGES];
    await run("npm", args, { cwd: part, timeout: FETCH_WITHIN_MS });
    renameSync(part, FOLDER);
  } catch (cause) {
    rmSync(part, { recursive: true, force: true });
    throw new Error(`fetching ${PACKAGES.join(" and ")} from npm: the registry cannot be reached, so there is no peer to measure`, {
      cause,
    });
  }
  return FOLDER;
}
const SETTINGS = `module.exports = {
  uiHost: "127.0.0.1", disableEditor: true, httpAdminRoot: false, httpNodeRoot: false,
  flowFile: "flows.json", credentialSecret: false, telemetry: { enabled: false }, diagnostics: { enabled: false },
  logging: { console: { level: "info", metrics: false, audit: false } },
};`;

/** Node-RED with the flow of the peer, in a process and a directory of its own, on this Node. Resolves when its MQTT client is connected. */
export async function startNodeRed(targets: FlowTargets) {
  const installed = await fetchNodeRed();
  const temp = makeTempDir("anhu-bench-node-red-");
  writeFileSync(join(temp.path, "flows.json"), JSON.stringify(makeFlow(targets)));
  writeFileSync(join(temp.path, "settings.js"), SETTINGS);
  const script = join(installed, "node_modules/node-red/red.js");
  const args = [script, "--userDir", temp.path, "--settings", join(temp.path, "settings.js")];
  const program = await startProgram({
    ...{ name: "Node-RED", command: process.execPath, args, cwd: temp.path },
    ready: { line: /Connected to broker/ },
  });
  return {
    pid: program.pid,
    /** Batches that the database refused or that failed. */
    failures: () => program.output.filter((line) => /\[error\]/.test(line)),
    async stop(): Promise<void> {
      await program.stop();
      temp.remove();
    },
  };
}
