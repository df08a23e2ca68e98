import closeWithGrace from "close-with-grace";
import type { Command } from "commander";
import { AnhuError } from "../../domain/errors.ts";
import { makeSimulatedClock, systemClock, type Simulation } from "../clock.ts";
import { readSettings, Settings, type Settings as SettingsType } from "../config.ts";
import { addConfigCheck } from "./config-check.ts";
import { print } from "./print.ts";

const CLOSE_WITHIN_MS = 20_000;

/**
 * `start`, `demo` and `config check`: the commands that run the server or look at its settings. The server is loaded by those that run it:
 * a command that asks one question need not wait for it.
 */
export function addServeCommands(program: Command): void {
  program
    .command("start")
    .description("start the server; prints `ready http=… mqtt=…` when both listen")
    .option("--clock-start <iso>", "simulation: all of the server's time starts here")
    .option("--clock-rate <n>", "simulation: seconds of server time per second", "1")
    .action(async (options: { clockStart?: string; clockRate: string }) => {
      const settings = readSettings();
      requireHosts(settings);
      const simulation = options.clockStart === undefined ? null : readSimulation(options.clockStart, options.clockRate);
      const clock = simulation === null ? systemClock : makeSimulatedClock(simulation);
      const { start } = await import("../start.ts");
      const platform = await start(settings, { clock, simulation });
      closeWithGrace({ delay: CLOSE_WITHIN_MS }, async ({ err }) => {
        if (err !== undefined) process.stderr.write(`anhu: stopping after an unexpected failure: ${err.stack ?? err.message}\n`);
        await platform.close();
      });
      const code = await platform.newSetupCode();
      if (code !== null) process.stdout.write(`set-up code 设置码: ${code}   open ${platform.httpUrl}/setup\n`);
      process.stdout.write(`ready http=${platform.httpUrl} mqtt=${platform.mqttUrl}\n`);
    });
  program
    .command("demo")
    .description("a simulated care home on a wall at http://localhost:8080, with an own temporary data directory")
    .option("--once", "end after the acknowledged SOS (exit code 0), for CI")
    .action(async (options: { once?: boolean }) => {
      const { runDemo } = await import("./demo.ts");
      await runDemo(readSettings(), { isOnce: options.once === true });
    });
  const config = program
    .command("config")
    .description("the settings in force, secrets masked")
    .option("--json", "print JSON")
    .action((options: { json?: boolean }) => {
      const settings = readSettings();
      const shown = Object.keys(Settings.properties).map((name) => ({ name, value: masked(name, settings) }));
      print(options.json === true ? Object.fromEntries(shown.map(({ name, value }) => [name, value])) : shown, {
        json: options.json === true,
      });
    });
  addConfigCheck(config);
}
const SECRETS = new Set(["ANHU_ADMIN_TOKEN", "ANHU_MQTT_PASSWORD", "ANHU_HISTORIAN_TOKEN"]);
function masked(name: string, settings: SettingsType): unknown {
  const value: unknown = Reflect.get(settings, name);
  if (SECRETS.has(name) && value !== undefined) return "***";
  return typeof value === "string" && name.endsWith("_URL") ? withoutSecrets(value) : (value ?? null);
}
/** A URL without its password, and without those in its query. */
function withoutSecrets(url: string): string {
  return url.replace(/(:\/\/[^:/@]*):[^/]*@/, "$1:***@").replaceAll(/\b(password|token|p)=[^&]*/g, "$1=***");
}
/** Health data goes on the network only when somebody said where. */
function requireHosts(settings: SettingsType): void {
  for (const name of ["ANHU_HTTP_HOST", "ANHU_MQTT_HOST"] as const) {
    if (settings[name] === undefined && !(name === "ANHU_MQTT_HOST" && settings.ANHU_MQTT_URL !== undefined)) {
      throw new AnhuError(
        "BAD_CONFIG",
        `starting the server: ${name} is not set; give the address to listen on (127.0.0.1 for this machine only, 0.0.0.0 for every network)`,
      );
    }
  }
}
function readSimulation(startIso: string, rateText: string): Simulation {
  const startMs = Date.parse(startIso);
  const rate = Number(rateText);
  if (!Number.isFinite(startMs))
    throw new AnhuError("BAD_INPUT", `reading --clock-start: ${startIso} is not an ISO time such as 2026-01-05T08:00:00Z`);
  if (!(rate > 0 && rate <= 10_000))
    throw new AnhuError("BAD_INPUT", `reading --clock-rate: ${rateText} must be a number above 0, at most 10000`);
  return { startMs, rate };
}
