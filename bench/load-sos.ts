import { createInterface } from "node:readline";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { startClinic } from "../simulators/clinic.ts";
import { measureSos } from "../simulators/sos-load.ts";
import { credentialsOf } from "../simulators/swarm-credentials.ts";

/**
 * Sender and receiver of the SOS benchmark in a process of their own. Prints `ready webhook=URL`, then waits for one line on stdin:
 * `{"mqttUrl","secrets":["whsec_…"],"devices":[…]}` (devices as an import answers, one SOS button per resident); presses every button
 * once, `--interval-ms` apart, and prints one line of JSON (SosLoadResult).
 */
const { values } = parseArgs({ options: { port: { type: "string", default: "0" }, "interval-ms": { type: "string", default: "20" } } });
const checkOrder = Compile(
  Type.Object({ mqttUrl: Type.String(), secrets: Type.Array(Type.String()), devices: Type.Array(Type.Unknown()) }),
);

const clinic = await startClinic({ port: Number(values.port) });
console.log(`ready webhook=${clinic.url}`);
const lines = createInterface({ input: process.stdin });
const [line]: unknown[] = await once(lines, "line");
const order: unknown = JSON.parse(String(line));
if (!checkOrder.Check(order)) throw new Error("load-sos: the line on stdin is not {mqttUrl, secrets, devices}");
order.secrets.forEach(clinic.addSecret);
const buttons = credentialsOf(order.devices, "events");
const result = await measureSos({ mqttUrl: order.mqttUrl, buttons, clinic, intervalMs: Number(values["interval-ms"]) });
console.log(JSON.stringify(result));
lines.close();
process.stdin.destroy();
await clinic.close();
