import type { InfluxConnection } from "./connection.ts";
import { InfluxFailure, failureOfAnswer, parseObject } from "./failure.ts";
import type { InfluxServer } from "./settings.ts";

const DOING = "connecting to";

/**
 * Which InfluxDB answers: `/ping` of 1.x, 2.x and 3 names it in `X-Influxdb-Version`, 3 in its body too; where a proxy drops headers
 * `/health` of 2.x is asked.
 */
export async function detectServer(connection: InfluxConnection): Promise<InfluxServer> {
  const ping = await connection.ask({ doing: DOING, path: "/ping" });
  const named = ping.headers.get("x-influxdb-version") ?? versionIn(ping.body);
  if (named !== null) return toServer(connection, named);
  const { url } = connection.settings;
  if (ping.status === 401 || ping.status === 403 || ping.status >= 500) throw failureOfAnswer(DOING, url, ping.status, ping.body);
  const health = await connection.ask({ doing: DOING, path: "/health" });
  const version = versionIn(health.body);
  if (version === null) {
    throw new InfluxFailure(
      "misconfigured",
      `${DOING} InfluxDB at ${url}: what answers does not say that it is one; correct ANHU_HISTORIAN_URL`,
    );
  }
  return toServer(connection, version);
}
function toServer(connection: InfluxConnection, named: string): InfluxServer {
  const version = named.replace(/^v/, "");
  const line = Number(version.split(".")[0]);
  if (line === 1 || line === 2 || line === 3) return { line, version };
  throw new InfluxFailure(
    "misconfigured",
    `${DOING} InfluxDB at ${connection.settings.url}: version ${version.slice(0, 40)} is not supported; 1.x, 2.x and 3 are`,
  );
}
function versionIn(body: string): string | null {
  const version = parseObject(body)?.["version"];
  return typeof version === "string" ? version : null;
}
