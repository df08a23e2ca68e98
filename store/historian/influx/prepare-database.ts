import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { InfluxConnection } from "./connection.ts";
import { InfluxFailure } from "./failure.ts";
import { identifier } from "./influxql.ts";

const mappings = Compile(Type.Object({ content: Type.Optional(Type.Array(Type.Object({ database: Type.String() }))) }));
const buckets = Compile(
  Type.Object({ buckets: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), orgID: Type.Optional(Type.String()) })) }),
);

/**
 * Makes the database where that is ours to do: 1.x creates it, 2.x needs the mapping by which InfluxQL finds the bucket, 3 creates it with
 * the first write, and knows no question before.
 * @throws {InfluxFailure} `misconfigured` with what a person has to do, where 2.x lacks the mapping
 */
export async function prepareDatabase(connection: InfluxConnection): Promise<void> {
  const { line } = await connection.server();
  if (line === 3) return await writeFirst(connection);
  try {
    if (line === 1) await connection.query(`CREATE DATABASE ${identifier(connection.settings.database)}`);
    else await mapBucket(connection);
  } catch (error) {
    if (!(error instanceof InfluxFailure) || error.kind === "unavailable") throw error;
    // Who may not create it may still use it; whether it is there the first question tells.
    if (line === 2) await askForMapping(connection);
  }
}
async function writeFirst(connection: InfluxConnection): Promise<void> {
  try {
    await connection.query("SHOW MEASUREMENTS LIMIT 1");
  } catch (error) {
    if (!(error instanceof InfluxFailure) || error.kind === "unavailable") throw error;
    await connection.write([`historian schema=1i ${Date.now()}`]);
  }
}
/** 2.x: a bucket of the database's name is mapped by itself; another one must be. */
async function mapBucket(connection: InfluxConnection): Promise<void> {
  const { org, bucket, database, retentionPolicy } = connection.settings;
  const doing = "mapping a database to the bucket of";
  const ofOrg = new URLSearchParams({ org: org ?? "" });
  const mapped = await connection.object({ doing, path: `/api/v2/dbrps?${ofOrg.toString()}&db=${encodeURIComponent(database)}` });
  if (mappings.Check(mapped) && mapped.content?.some((mapping) => mapping.database === database) === true) return;
  const named = await connection.object({ doing, path: `/api/v2/buckets?${ofOrg.toString()}&name=${encodeURIComponent(bucket)}` });
  const found = buckets.Check(named) ? named.buckets.find(({ name }) => name === bucket) : undefined;
  if (found === undefined)
    throw new InfluxFailure("misconfigured", `${doing} InfluxDB at ${connection.settings.url}: there is no such bucket`);
  const { id: bucketID, orgID } = found;
  const mapping = { bucketID, orgID, database, retention_policy: retentionPolicy ?? "autogen", default: true };
  await connection.expect({ doing, path: "/api/v2/dbrps", method: "POST", body: JSON.stringify(mapping) });
}
async function askForMapping(connection: InfluxConnection): Promise<void> {
  try {
    await connection.query("SHOW MEASUREMENTS LIMIT 1");
  } catch (error) {
    if (!(error instanceof InfluxFailure) || error.kind === "unavailable") throw error;
    const { url, bucket, database, retentionPolicy } = connection.settings;
    const command = `influx v1 dbrp create --db ${database} --rp ${retentionPolicy ?? "autogen"} --default --bucket-id …`;
    throw new InfluxFailure(
      "misconfigured",
      `querying InfluxDB at ${url}: the database ${database} is not mapped to the bucket ${bucket}, and the token may not do it; run ${command}, or set ANHU_HISTORIAN_TOKEN to one that may`,
    );
  }
}
