import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { Type } from "typebox";
import Value from "typebox/value";

const Stores = Type.Record(Type.String(), Type.String());
/** In the data directory: which databases belong to it, also to a copy of it. */
const NOTE = "test-stores.json";

/**
 * Settings that put a server's records and readings on the PostgreSQL and the InfluxDB of `npx vitest --project servers`; nothing elsewhere.
 * A data directory has databases of its own, made when it is first asked for, and keeps them over restarts.
 */
export async function serverStores(dataDir: string): Promise<Readonly<Record<string, string>>> {
  if (process.env["TEST_STORES"] !== "servers") return {};
  const kept = storesOf(dataDir);
  if (kept !== undefined) return kept;
  const name = `anhu_${randomBytes(6).toString("hex")}`;
  const made = {
    ANHU_RECORDS_URL: await makePostgresDatabase(name),
    ANHU_HISTORIAN_URL: serverUrl("TEST_INFLUX_URL"),
    ANHU_HISTORIAN_DATABASE: name,
  };
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, NOTE), JSON.stringify(made), { mode: 0o600 });
  return made;
}
/** For commands that read a data directory and the stores that belong to it. */
export function storesOf(dataDir: string | undefined): Readonly<Record<string, string>> | undefined {
  const file = join(dataDir ?? "", NOTE);
  return dataDir !== undefined && existsSync(file) ? Value.Parse(Stores, JSON.parse(readFileSync(file, "utf8"))) : undefined;
}
async function makePostgresDatabase(name: string): Promise<string> {
  const url = new URL(serverUrl("TEST_POSTGRES_URL"));
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  url.pathname = `/${name}`;
  return url.href;
}
function serverUrl(name: string): string {
  const url = process.env[name];
  if (url === undefined || url === "") throw new Error(`looking for ${name}: the tests of project "servers" are started by vitest alone`);
  return url;
}
