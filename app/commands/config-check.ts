import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { Type } from "typebox";
import Value from "typebox/value";
import { DEVICE_KIND_KEYS, type DeviceKind } from "../../domain/device-kinds.ts";
import { AnhuError } from "../../domain/errors.ts";
import { tilesOrigin } from "../../domain/map-tiles.ts";
import { ApiClient } from "../client.ts";
import { mapTilesOf, readSettings, type Settings } from "../config.ts";
import { diskUse } from "../disk-use.ts";
import { retentionOf } from "../retention.ts";
import { print } from "./print.ts";

const GIB = 1024 ** 3;
const Facilities = Type.Array(Type.Object({ id: Type.String() }));
const Devices = Type.Array(Type.Object({ kind: Type.Enum(DEVICE_KIND_KEYS), revoked: Type.Boolean() }));

/** `config check`: whether the disk holds what the settings keep. */
export function addConfigCheck(config: Command): void {
  config
    .command("check")
    .description("the disk use to expect of the devices within the retention; refused when more than is free")
    .option("--devices <kind=count,…>", "default: those of the running server")
    .option("--json", "print JSON")
    .action(async (options: { devices?: string; json?: boolean }, command: Command) => {
      const settings = readSettings();
      const devices = options.devices === undefined ? await devicesOfServer(settings) : readDevices(options.devices);
      const isJson = command.optsWithGlobals()["json"] === true;
      print({ ...checkDisk(settings, devices), mapTiles: mapBackground(settings) }, { json: isJson });
    });
}
/** Without what stands behind the name of the server: a key may. */
function mapBackground(settings: Settings): string {
  const tiles = mapTilesOf(settings);
  return tiles === null ? "none: no request leaves the home" : `${tilesOrigin(tiles)} (${tiles.system}, ${tiles.attribution})`;
}
/** @throws {AnhuError} `BAD_CONFIG` when it is more than the disk has free */
function checkDisk(settings: Settings, devices: ReadonlyMap<DeviceKind, number>): Readonly<Record<string, unknown>> {
  const retention = retentionOf(settings);
  const count = [...devices.values()].reduce((sum, each) => sum + each, 0);
  if (settings.ANHU_HISTORIAN_URL !== undefined) {
    return { devices: count, ...retention, expectedGiB: null, detail: "InfluxDB keeps the observations: see to its disk there" };
  }
  const use = diskUse(devices, retention);
  const dataDir = resolve(settings.ANHU_DATA_DIR);
  const availableBytes = freeBytes(dataDir) + sizeOf(join(dataDir, "historian.db"));
  if (use.all > availableBytes) {
    throw new AnhuError(
      "BAD_CONFIG",
      `checking the disk for ${count} devices: readings of ${retention.rawDays} days and minutes of ${retention.minuteDays} days come to ${gib(use.all)} GiB, ` +
        `and ${dataDir} has ${gib(availableBytes)} GiB for them; give it a larger disk, lower ANHU_RETENTION_MINUTE_DAYS or ANHU_RETENTION_RAW_DAYS, or keep them in InfluxDB (ANHU_HISTORIAN_URL)`,
    );
  }
  return {
    devices: count,
    ...retention,
    rawGiB: gib(use.raw),
    minutesGiB: gib(use.minutes),
    hoursOfTenYearsGiB: gib(use.hours),
    expectedGiB: gib(use.all),
    availableGiB: gib(availableBytes),
  };
}
function gib(bytes: number): number {
  return Math.round((bytes / GIB) * 100) / 100;
}
/** Of the disk that the directory is on, or will be. */
function freeBytes(directory: string): number {
  let existing = directory;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
async function devicesOfServer(settings: Settings): Promise<ReadonlyMap<DeviceKind, number>> {
  const api = new ApiClient(settings);
  const counts = new Map<DeviceKind, number>();
  for (const { id } of Value.Parse(Facilities, await api.all("/facilities"))) {
    for (const { kind, revoked } of Value.Parse(Devices, await api.all("/devices", { facility: id }))) {
      if (!revoked) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  return counts;
}
function readDevices(text: string): ReadonlyMap<DeviceKind, number> {
  return new Map(
    text.split(",").map((item) => {
      const [name = "", amount = ""] = item.split("=");
      const kind = DEVICE_KIND_KEYS.find((key) => key === name.trim());
      if (kind === undefined || !/^\d{1,7}$/.test(amount.trim())) {
        throw new AnhuError("BAD_INPUT", `reading --devices: ${item} is not kind=count; kinds are ${DEVICE_KIND_KEYS.join(", ")}`);
      }
      return [kind, Number(amount)] as const;
    }),
  );
}
