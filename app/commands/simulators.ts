import { type Command } from "commander";
import { AnhuError } from "../../domain/errors.ts";
import { clinicCommand } from "../../simulators/commands/clinic.ts";
import { makeCommandIo, type CommandIo } from "../../simulators/commands/command-io.ts";
import { replayCommand } from "../../simulators/commands/replay.ts";
import { simulateCommand } from "../../simulators/commands/simulate.ts";
import { swarmCommand } from "../../simulators/commands/swarm.ts";
import { readSettings } from "../config.ts";
import { readServerClock } from "../server-clock.ts";

type Options = Readonly<Record<string, string | boolean | string[] | undefined>>;

/** Simulated residents, clinics and loads: they speak the outside faces only. */
export function addSimulatorCommands(program: Command): void {
  const mqtt = (command: Command) => command.option("--mqtt <url>", "where the server listens", "mqtt://127.0.0.1:1883");

  mqtt(program.command("simulate").description("live a home that was imported, until Ctrl-C"))
    .requiredOption("--home <file>", "the document that was imported")
    .requiredOption("--imported <file>", "the answer of the import (anhu import --json)")
    .option("--seed <n>", "chance", "1")
    .option("--play <scenario:resident...>", "scenarios to begin with")
    .action(async (o: Options) => {
      const clock = await readServerClock(readSettings());
      const input = {
        mqttUrl: text(o, "mqtt"),
        homeFile: text(o, "home"),
        importedFile: text(o, "imported"),
        seed: number(o, "seed"),
        play: list(o, "play"),
        clock,
      };
      await simulateCommand(input, commandIo());
    });
  mqtt(program.command("replay <file>").description("replay a recording (CSV, CSV.gz) as a device, in the server's time"))
    .requiredOption("--map <columns>", "COLUMN=sign,COLUMN=sign")
    .requiredOption("--username <id>")
    .requiredOption("--password <password>")
    .requiredOption("--topic <topic>", "the device's observations topic")
    .option("--time-column <name>", "", "minute")
    .option("--time-unit <unit>", "minute, second, millisecond or iso", "minute")
    .option("--start <iso>", "time of the first row (default: now)")
    .option("--method <method>", "how the values were taken")
    .option("--as-fast-as-acknowledged", "do not wait for the server's time")
    .option("--state <file>", "remembers how far it came, to be resumed")
    .action(async (file: string, o: Options) => {
      const clock = await readServerClock(readSettings());
      const optional = { ...maybe(o, "start", "start"), ...maybe(o, "method", "method"), ...maybe(o, "state", "stateFile") };
      await replayCommand(
        {
          file,
          map: text(o, "map"),
          timeColumn: text(o, "timeColumn"),
          timeUnit: text(o, "timeUnit"),
          mqttUrl: text(o, "mqtt"),
          username: text(o, "username"),
          password: text(o, "password"),
          topic: text(o, "topic"),
          fast: o["asFastAsAcknowledged"] === true,
          clock,
          ...optional,
        },
        commandIo(),
      );
    });
  program
    .command("clinic-receiver")
    .description("a clinic on this machine that verifies signatures and, if asked, acknowledges")
    .option("--port <n>", "", "8090")
    .requiredOption("--secret <whsec>", "as `clinic add` printed it")
    .option("--behaviour <name>", "accept, stall, cut, slow-loris or a status", "accept")
    .option("--person <name>", "who acknowledges; nobody when absent")
    .option("--after <seconds>", "", "5")
    .action((o: Options) =>
      clinicCommand(
        {
          port: number(o, "port"),
          secret: text(o, "secret"),
          behaviour: text(o, "behaviour"),
          afterS: number(o, "after"),
          ...maybe(o, "person", "person"),
        },
        commandIo(),
      ),
    );
  mqtt(program.command("swarm").description("a bounded load with fixed counts and an end"))
    .requiredOption("--credentials <file>", "JSON of `device add --count N --json`")
    .option("--connections <n>", "default: one for each credential")
    .option("--window <n>", "in flight on a connection", "10")
    .option("--messages <n>", "of each connection", "1000")
    .action(async (o: Options) => {
      const connections = o["connections"] === undefined ? null : number(o, "connections");
      await swarmCommand(
        {
          mqttUrl: text(o, "mqtt"),
          credentialsFile: text(o, "credentials"),
          connections,
          window: number(o, "window"),
          messages: number(o, "messages"),
        },
        commandIo(),
      );
    });
}
function commandIo(): CommandIo {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  return makeCommandIo((line) => process.stdout.write(`${line}\n`), stop.signal);
}
function text(options: Options, name: string): string {
  const value = options[name];
  if (typeof value !== "string") throw new AnhuError("BAD_INPUT", `reading --${name}: a text is missing`);
  return value;
}
function number(options: Options, name: string): number {
  const value = Number(text(options, name));
  if (!Number.isFinite(value) || value < 0) throw new AnhuError("BAD_INPUT", `reading --${name}: it must be a number, 0 or more`);
  return value;
}
function list(options: Options, name: string): string[] {
  const value = options[name];
  return Array.isArray(value) ? value : [];
}
function maybe<K extends string>(options: Options, name: string, key: K): { [P in K]?: string } {
  const value = options[name];
  const found: { [P in K]?: string } = {};
  if (typeof value === "string") found[key] = value;
  return found;
}
