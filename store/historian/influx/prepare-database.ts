import type { InfluxConnection } from "./connection.ts";
import { identifier } from "./influxql.ts";

/** Makes the database where that is ours to do. */
export async function prepareDatabase(connection: InfluxConnection): Promise<void> {
  const server = await connection.server();
  if (server.line === 1) await connection.query(`CREATE DATABASE ${identifier(connection.settings.database)}`);
}
