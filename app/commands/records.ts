import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { AnhuError, errorText } from "../../domain/errors.ts";
import { ApiClient } from "../client.ts";
import { readSettings } from "../config.ts";
import { print } from "./print.ts";

interface Options {
  readonly json?: boolean;
  readonly [key: string]: string | boolean | undefined;
}
const client = () => new ApiClient(readSettings());
const text = (value: string | boolean | undefined) => (typeof value === "string" ? value : undefined);
const wholeNumber = (name: string, value: string | boolean | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new AnhuError("BAD_INPUT", `reading ${name}: it must be a whole number, 0 or more`);
  return number;
};
/** A leaf command that asks the server and prints its answer. */
function leaf(parent: Command, name: string, description: string, run: (api: ApiClient, options: Options) => Promise<unknown>): Command {
  return parent
    .command(name)
    .description(description)
    .option("--json", "print JSON")
    .action(async (options: Options) => print(await run(client(), options), { json: options.json === true }));
}

/** The commands that make and list records over REST. */
export function addRecordCommands(program: Command): void {
  const facility = program.command("facility").description("care homes, day-care centres, home-care areas");
  leaf(facility, "add", "add a facility", (api, o) => api.post("/facilities", { name: text(o["name"]), staffed: o["unstaffed"] !== true }))
    .requiredOption("--name <name>")
    .option("--unstaffed", "nobody is on site: clinics are told at once");
  leaf(facility, "list", "list the facilities", async (api) => api.all("/facilities"));

  const resident = program.command("resident").description("the people who are cared for");
  leaf(resident, "add", "add a resident", (api, o) =>
    api.post("/residents", {
      facilityId: text(o["facility"]),
      name: text(o["name"]),
      room: text(o["room"]),
      level: wholeNumber("--level", o["level"]) ?? 0,
    }),
  )
    .requiredOption("--facility <id>")
    .requiredOption("--name <name>")
    .requiredOption("--room <room>")
    .option("--level <0-4>", "care level of GB/T 42195");
  leaf(resident, "list", "list the residents of a facility", (api, o) =>
    api.all("/residents", { facility: text(o["facility"]) }),
  ).requiredOption("--facility <id>");

  const device = program.command("device").description("wearables and home sensors");
  leaf(device, "add", "add a device; its password is shown once", async (api, o) => {
    const count = wholeNumber("--count", o["count"]);
    const body = {
      facilityId: text(o["facility"]),
      kind: text(o["kind"]),
      residentId: text(o["resident"]),
      room: text(o["room"]),
      gatewayId: text(o["gateway"]),
      address: text(o["address"]),
    };
    return api.post("/devices", count === undefined ? body : { ...body, count });
  })
    .requiredOption("--facility <id>")
    .requiredOption("--kind <kind>")
    .option("--resident <id>", "who holds it")
    .option("--room <room>", "which room it watches")
    .option("--gateway <id>", "the gateway that it stands behind")
    .option("--address <name>", "its name there (friendly name, user/device)")
    .option("--count <n>", "make that many; prints an array");
  const gateway = program.command("gateway").description("gateways that speak their own dialect");
  leaf(gateway, "add", "add a gateway", (api, o) => api.post("/gateways", { facilityId: text(o["facility"]), dialect: text(o["dialect"]) }))
    .requiredOption("--facility <id>")
    .requiredOption("--dialect <dialect>", "zigbee2mqtt or owntracks");

  const clinic = program.command("clinic").description("clinics that answer");
  leaf(clinic, "add", "add a clinic; its webhook secret is shown once", (api, o) =>
    api.post("/clinics", { name: text(o["name"]), webhookUrl: text(o["webhook"]) }),
  )
    .requiredOption("--name <name>")
    .requiredOption("--webhook <url>");
  const contract = program.command("contract").description("which clinic answers for which facility");
  leaf(contract, "add", "add a contract", (api, o) =>
    api.post("/contracts", { facilityId: text(o["facility"]), clinicId: text(o["clinic"]) }),
  )
    .requiredOption("--facility <id>")
    .requiredOption("--clinic <id>");

  leaf(program, "import", "add a whole home from a document (docs/operations.md)", (api, o) =>
    api.post("/import", readJson(text(o["file"]) ?? "")),
  ).requiredOption("--file <home.json>");

  const alert = program.command("alert").description("alerts");
  leaf(alert, "list", "list alerts, newest first", (api, o) =>
    api.all("/alerts", { resident: text(o["resident"]), facility: text(o["facility"]), open: o["open"] === true ? "true" : undefined }),
  )
    .option("--resident <id>")
    .option("--facility <id>")
    .option("--open", "only those that nobody has resolved");
  const observation = program.command("observation").description("what devices measured");
  leaf(observation, "list", "list observations, oldest first", (api, o) =>
    api.all(`/residents/${encodeURIComponent(text(o["resident"]) ?? "")}/observations`, {
      sign: text(o["sign"]),
      from: text(o["from"]),
      to: text(o["to"]),
    }),
  )
    .requiredOption("--resident <id>")
    .requiredOption("--sign <sign>")
    .requiredOption("--from <ms or ISO>")
    .requiredOption("--to <ms or ISO>");
  const quarantine = program.command("quarantine").description("what was kept but could not be read");
  leaf(quarantine, "list", "list it", (api) => api.all("/quarantine"));
  leaf(quarantine, "replay", "read it again, after a decoder has learnt or a device was added", (api) =>
    api.post("/quarantine/replay", {}),
  );
}
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new AnhuError("BAD_INPUT", `reading the home document ${file}: ${errorText(error)}; mend the file and import again`);
  }
}
