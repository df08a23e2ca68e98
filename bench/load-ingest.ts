import { parseArgs } from "node:util";
import { bareCredentials, readCredentials } from "../simulators/swarm-credentials.ts";
import { runSwarm } from "../simulators/swarm.ts";

/**
 * One run of the ingest load in a process of its own; prints one line of JSON (SwarmResult, and the seconds of a
 * core that this process used). SIGTERM ends it early, with what it has.
 * `--mqtt URL (--credentials FILE | --bare) [--connections 200] [--window 10] [--messages 1500]`
 */
const { values } = parseArgs({
  options: {
    mqtt: { type: "string", default: "mqtt://127.0.0.1:1883" },
    credentials: { type: "string" },
    bare: { type: "boolean", default: false },
    connections: { type: "string", default: "200" },
    window: { type: "string", default: "10" },
    messages: { type: "string", default: "1500" },
  },
});
const connections = Number(values.connections);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
const credentials =
  values.credentials === undefined ? bareCredentials(connections) : await readCredentials(values.credentials, connections);
const result = await runSwarm({
  mqttUrl: values.mqtt,
  credentials,
  window: Number(values.window),
  messages: Number(values.messages),
  signal: stop.signal,
});
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ ...result, cpuSeconds: (user + system) / 1e6 }));
