import { createInterface } from "node:readline";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { startClinic } from "../simulators/clinic.ts";
import { measureSosBurst } from "../simulators/sos-burst.ts";
import { credentialsOf } from "../simulators/swarm-credentials.ts";

/**
 * Buttons and clinics of the burst benchmark in a process of their own. Prints `ready webhooks=URL,URL,…` (`--clinics` of them), then waits
 * for one line on stdin: `{"mqttUrl","homes":[{"secret":"whsec_…","devices":[…]}]}`, a home for each clinic in that order (devices as an
 * import answers, one SOS button per resident); presses all at once, and prints one line of JSON (SosBurstResult).
 */
const { values } = parseArgs({ options: { clinics: { type: "string", default: "20" } } });
const checkOrder = Compile(
  Type.Object({
    mqttUrl: Type.String(),
    homes: Type.Array(Type.Object({ secret: Type.String(), devices: Type.Array(Type.Unknown()) })),
  }),
);

const clinics = await Promise.all(Array.from({ length: Number(values.clinics) }, () => startClinic()));
console.log(`ready webhooks=${clinics.map(({ url }) => url).join(",")}`);
const lines = createInterface({ input: process.stdin });
const [line]: unknown[] = await once(lines, "line");
const order: unknown = JSON.parse(String(line));
if (!checkOrder.Check(order)) throw new Error("load-burst: the line on stdin is not {mqttUrl, homes}");
const homes = clinics.map((clinic, index) => {
  const home = order.homes[index];
  if (home === undefined) throw new Error("load-burst: fewer homes than clinics");
  clinic.addSecret(home.secret);
  return { clinic, buttons: credentialsOf(home.devices, "events") };
});
const result = await measureSosBurst({ mqttUrl: order.mqttUrl, homes });
console.log(JSON.stringify(result));
lines.close();
process.stdin.destroy();
await Promise.all(clinics.map((clinic) => clinic.close()));
