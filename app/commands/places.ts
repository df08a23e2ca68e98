import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { AnhuError, errorText } from "../../domain/errors.ts";
import { ApiClient } from "../client.ts";
import { readSettings } from "../config.ts";
import { print } from "./print.ts";

type Options = Readonly<Record<string, string | boolean | undefined>>;
const text = (value: string | boolean | undefined) => (typeof value === "string" ? value : undefined);
const inPath = (value: string | boolean | undefined) => encodeURIComponent(text(value) ?? "");

/** `place` and `fence`: what places are for, and where residents are at home. */
export function addPlaceCommands(program: Command): void {
  const leaf = (parent: Command, name: string, description: string, run: (api: ApiClient, options: Options) => Promise<unknown>) =>
    parent
      .command(name)
      .description(description)
      .requiredOption("--facility <id>")
      .option("--json", "print JSON")
      .action(async (options: Options) => print(await run(new ApiClient(readSettings()), options), { json: options["json"] === true }));
  const detail = (command: Command) =>
    command
      .option("--use <use>", "bedroom, bathroom, corridor, exit, common or outdoor")
      .option("--serves <place id>", "the room whose residents use it; none: of nobody")
      .option("--beacon <number>", "number of the beacon that hangs there; none: no beacon");

  const place = program.command("place").description("rooms, bathrooms, exits and other places");
  detail(
    leaf(place, "add", "add a place", (api, o) => api.post(`/facilities/${inPath(o["facility"])}/places`, { ...named(o), ...changeOf(o) })),
  )
    .requiredOption("--building <name>")
    .requiredOption("--floor <name>")
    .requiredOption("--name <name>");
  detail(
    leaf(place, "set", "say what a place is for", (api, o) =>
      api.patch(`/facilities/${inPath(o["facility"])}/places/${inPath(o["place"])}`, changeOf(o)),
    ),
  ).requiredOption("--place <id>");
  leaf(place, "list", "list the places", (api, o) => api.all("/places", { facility: text(o["facility"]) }));

  const fence = program.command("fence").description("geofences: where residents at risk, or one resident, are at home");
  leaf(fence, "add", "add a geofence", (api, o) => {
    const residentId = text(o["resident"]);
    const body = { name: text(o["name"]), shape: shapeOf(o), ...(residentId === undefined ? {} : { residentId }) };
    return api.post(`/facilities/${inPath(o["facility"])}/fences`, body);
  })
    .requiredOption("--name <name>")
    .option("--resident <id>", "of one resident; without it for residents at risk")
    .option("--circle <latitude,longitude,metres>", "WGS-84")
    .option("--polygon <file.json>", 'an array of {"latitude","longitude"}, corners in order');
  leaf(fence, "list", "list the geofences that hold", (api, o) => api.all(`/facilities/${inPath(o["facility"])}/fences`));
  leaf(fence, "end", "end a geofence", (api, o) =>
    api.delete(`/facilities/${inPath(o["facility"])}/fences/${inPath(o["fence"])}`),
  ).requiredOption("--fence <id>");
}
function named(o: Options) {
  return { building: text(o["building"]), floor: text(o["floor"]), name: text(o["name"]) };
}
function changeOf(o: Options) {
  const [use, serves, beacon] = [text(o["use"]), text(o["serves"]), text(o["beacon"])];
  return {
    ...(use === undefined ? {} : { use }),
    ...(serves === undefined ? {} : { servesPlaceId: serves === "none" ? null : serves }),
    ...(beacon === undefined ? {} : { beacon: beacon === "none" ? null : Number(beacon) }),
  };
}
/** @throws {AnhuError} `BAD_INPUT`; its text never holds the coordinates */
function shapeOf(o: Options): unknown {
  const [circle, polygon] = [text(o["circle"]), text(o["polygon"])];
  if ((circle === undefined) === (polygon === undefined))
    throw new AnhuError("BAD_INPUT", "adding a geofence: give either --circle or --polygon");
  if (polygon !== undefined) return { type: "polygon", corners: cornersOf(polygon) };
  const [latitude = NaN, longitude = NaN, radiusM = NaN, ...more] = (circle ?? "").split(",").map(Number);
  if (more.length > 0 || ![latitude, longitude, radiusM].every(Number.isFinite))
    throw new AnhuError("BAD_INPUT", "reading --circle: it must be latitude,longitude,metres");
  return { type: "circle", centre: { latitude, longitude }, radiusM };
}
function cornersOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new AnhuError("BAD_INPUT", `reading the corners in ${file}: it is not JSON; mend the file`);
    throw new AnhuError("BAD_INPUT", `reading the corners in ${file}: ${errorText(error)}`);
  }
}
