import type { InfluxConnection } from "./connection.ts";
import { identifier, moment } from "./influxql.ts";

/** Removes the points of a measurement before a time: 1.x in InfluxQL, 2.x by its own request. */
export async function deletePoints(connection: InfluxConnection, measurement: string, beforeMs: number): Promise<void> {
  const { line } = await connection.server();
  if (line === 1) {
    await connection.query(`DELETE FROM ${identifier(measurement)} WHERE time < ${moment(beforeMs)}`);
    return;
  }
  const { org, bucket } = connection.settings;
  const query = new URLSearchParams({ org: org ?? "", bucket });
  const start = new Date(0).toISOString();
  // Its `stop` is part of the range: the last nanosecond before.
  const stop = new Date(beforeMs - 1).toISOString().replace("Z", "999999Z");
  await connection.expect({
    doing: "removing old points from",
    path: `/api/v2/delete?${query.toString()}`,
    method: "POST",
    body: JSON.stringify({ start, stop, predicate: `_measurement="${measurement}"` }),
  });
}
