import { readFileSync } from "node:fs";
import { join } from "node:path";
import envSchema from "env-schema";
import { Type, type Static } from "typebox";
import { AnhuError, errorText } from "../domain/errors.ts";
import { readMapTiles, type MapTiles } from "../domain/map-tiles.ts";

const Port = (fallback: number) => Type.Integer({ minimum: 0, maximum: 65_535, default: fallback });

/** Every setting that Anhu reads from the environment, with its default. A secret may stand in a file named by `<NAME>_FILE`. */
export const Settings = Type.Object({
  ANHU_HTTP_HOST: Type.Optional(Type.String({ description: "address to listen on; demo: 127.0.0.1; start: must be given" })),
  ANHU_HTTP_PORT: Port(8080),
  ANHU_MQTT_HOST: Type.Optional(Type.String()),
  ANHU_MQTT_PORT: Port(1883),
  ANHU_MQTT_URL: Type.Optional(
    Type.String({ pattern: "^(mqtt|ws)s?://[^\\s]+$", description: "an external broker, instead of the own listeners" }),
  ),
  ANHU_MQTT_USERNAME: Type.Optional(Type.String()),
  ANHU_MQTT_PASSWORD: Type.Optional(Type.String()),
  ANHU_MQTT_WS_PORT: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
  ANHU_MQTT_TLS_PORT: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
  ANHU_TLS_KEY_FILE: Type.Optional(Type.String()),
  ANHU_TLS_CERT_FILE: Type.Optional(Type.String()),
  ANHU_PUBLIC_URL: Type.Optional(Type.String({ pattern: "^https?://[^\\s]+$" })),
  ANHU_RECORDS_URL: Type.Optional(
    Type.String({
      pattern: "^postgres(ql)?://[^\\s]+$",
      description: "a PostgreSQL server for the records; default: a file of the data directory",
    }),
  ),
  ANHU_HISTORIAN_URL: Type.Optional(
    Type.String({
      pattern: "^https?://[^\\s@?#]+$",
      description: "an InfluxDB 1.x, 2.x or 3 for the observations, without name and password; default: a file of the data directory",
    }),
  ),
  ANHU_HISTORIAN_TOKEN: Type.Optional(Type.String({ description: "API token of InfluxDB; of 1.x name:password" })),
  ANHU_HISTORIAN_ORG: Type.Optional(Type.String({ description: "organisation in InfluxDB 2.x" })),
  ANHU_HISTORIAN_BUCKET: Type.Optional(Type.String({ description: "bucket in InfluxDB 2.x; default: as the database" })),
  ANHU_HISTORIAN_DATABASE: Type.String({
    default: "anhu",
    minLength: 1,
    description: "database in InfluxDB 1.x and 3, mapped to the bucket in 2.x",
  }),
  ANHU_HISTORIAN_RETENTION_POLICY: Type.Optional(
    Type.String({ description: "retention policy in InfluxDB 1.x; default: the default one" }),
  ),
  ANHU_RETENTION_RAW_DAYS: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 36_500, description: "single readings; default: 14 in the data directory, 90 in InfluxDB" }),
  ),
  ANHU_RETENTION_MINUTE_DAYS: Type.Integer({
    minimum: 1,
    maximum: 36_500,
    default: 730,
    description: "roll-ups of a minute; those of an hour are kept for ever",
  }),
  ANHU_DATA_DIR: Type.String({ default: "./anhu-data", minLength: 1 }),
  ANHU_AUDIT_HEAD_DIR: Type.Optional(
    Type.String({
      minLength: 1,
      description: "where signed heads of the audit log are written, best on another disk; default: the data directory",
    }),
  ),
  ANHU_PDF_FONT: Type.Optional(
    Type.String({ minLength: 1, description: "TrueType font (.ttf) with Chinese for PDFs; default: Droid Sans Fallback" }),
  ),
  ANHU_MAP_TILES: Type.Optional(
    Type.String({
      description:
        "background of maps: template with {z} {x} {y} | attribution | wgs84 or gcj02; browsers then ask that server, which learns what is looked at; default: none",
    }),
  ),
  ANHU_URL: Type.Optional(Type.String({ pattern: "^https?://[^\\s]+$" })),
  ANHU_ADMIN_TOKEN: Type.Optional(Type.String({ minLength: 16 })),
  ANHU_WEBHOOK_ALLOW: Type.String({
    default: "",
    description: "origins, separated by commas, that channels may use besides public https; smtp://host:port for mail",
  }),
  ANHU_TRUST_PROXY: Type.String({
    default: "",
    description: "addresses of reverse proxies, separated by commas, whose X-Forwarded-* headers are believed",
  }),
  ANHU_DEVICE_RATE: Type.Integer({ minimum: 0, default: 200, description: "messages a second and device; 0 = no limit" }),
  ANHU_LOG_LEVEL: Type.Enum(["silent", "error", "warn", "info", "debug"], { default: "info" }),
  ANHU_JOURNAL_SYNC: Type.Enum(["full", "off-for-tests"], { default: "full" }),
});
export type Settings = Static<typeof Settings>;

/** @throws {AnhuError} `BAD_CONFIG`: which setting is wrong and what it may be */
export function readSettings(env: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const data: Record<string, string> = {};
  for (const name of Object.keys(Settings.properties)) {
    const file = env[`${name}_FILE`];
    const value = file === undefined || name.endsWith("_FILE") ? env[name] : readSecret(name, file);
    if (value !== undefined && value !== "") data[name] = value;
  }
  const unknown = Object.keys(env).filter((name) => name.startsWith("ANHU_") && !isKnown(name));
  if (unknown.length > 0) throw badConfig(`${unknown.join(", ")} is not a setting of Anhu`);
  try {
    return envSchema<Settings>({ schema: structuredClone(Settings), data, dotenv: false, env: false });
  } catch (error) {
    throw badConfig(errorText(error).replaceAll("env/", "").replaceAll("env ", "the environment "));
  }
}
/** Used by tests, the browser tests and fault tests; no settings of the server. */
const ELSEWHERE = new Set(["ANHU_CHROMIUM", "ANHU_ROLES"]);

function isKnown(name: string): boolean {
  return Object.hasOwn(Settings.properties, name) || Object.hasOwn(Settings.properties, name.replace(/_FILE$/, "")) || ELSEWHERE.has(name);
}
function readSecret(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw badConfig(`${name}_FILE names ${file}, which cannot be read (${errorText(error)})`);
  }
}
function badConfig(detail: string): AnhuError {
  return new AnhuError("BAD_CONFIG", `reading the settings: ${detail}; correct it and start again (docs/operations.md lists them)`);
}
/** The items of a setting that holds several, separated by commas. */
export function listOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
/** Where browsers fetch the background of maps; null: nowhere. @throws {AnhuError} `BAD_CONFIG` */
export function mapTilesOf({ ANHU_MAP_TILES }: Pick<Settings, "ANHU_MAP_TILES">): MapTiles | null {
  if (ANHU_MAP_TILES === undefined) return null;
  const tiles = readMapTiles(ANHU_MAP_TILES);
  if (typeof tiles === "string") throw badConfig(`ANHU_MAP_TILES: ${tiles}`);
  return tiles;
}
/** Where the `anhu` command finds the server. */
export function serverUrl(settings: Settings): string {
  return (settings.ANHU_URL ?? `http://127.0.0.1:${settings.ANHU_HTTP_PORT}`).replace(/\/$/, "");
}
/** Where `start` writes the administrator's token (mode 0600) and the `anhu` command finds it. */
export function tokenFile(dataDir: string): string {
  return join(dataDir, "admin.token");
}
