export interface FlowTargets {
  readonly mqttPort: number;
  readonly influxPort: number;
  readonly database: string;
}
/** Points that one write carries. */
export const BATCH = 500;
/** A batch that does not fill is written after this time. */
const FLUSH_MS = 200;
const MEASUREMENT = "vitals";

/**
 * Gathers messages into batches of points as the platform's own schema has them: a field per sign, tags facility and device. One function
 * node, which hands over what it made without cloning, instead of the nodes "batch" and "join": it is the fastest that this flow can do.
 */
const GATHER = `
const points = context.get("points");
const { at, seq, ...fields } = msg.payload;
const topic = msg.topic.split("/");
points.push({ measurement: "${MEASUREMENT}", fields, tags: { facility: topic[2], device: topic[3] }, timestamp: at });
if (points.length < ${BATCH}) return null;
context.set("points", []);
return { payload: points };`;
const GATHER_START = `
context.set("points", []);
context.set("timer", setInterval(() => {
  const points = context.get("points");
  if (points.length === 0) return;
  context.set("points", []);
  node.send({ payload: points }, false);
}, ${FLUSH_MS}));`;
const GATHER_STOP = `clearInterval(context.get("timer"));`;

/**
 * The peer's flow: MQTT in (QoS 1, persistent session, JSON) → batches of 500 → InfluxDB, times in ms. A batch that the database refuses is an
 * `[error]` line of the log.
 */
export function makeFlow({ mqttPort, influxPort, database }: FlowTargets): readonly object[] {
  return [
    { id: "tab", type: "tab", label: "readings" },
    {
      ...{ id: "broker", type: "mqtt-broker", name: "mosquitto", broker: "127.0.0.1", port: String(mqttPort), usetls: false },
      ...{ clientid: "bench-node-red", autoConnect: true, protocolVersion: "4", keepalive: "60", cleansession: false },
    },
    { id: "influx", type: "influxdb", hostname: "127.0.0.1", port: String(influxPort), protocol: "http", database, influxdbVersion: "1.x" },
    {
      ...{ id: "in", type: "mqtt in", z: "tab", x: 100, y: 100, topic: "anhu/v1/+/+/observations", qos: "1", datatype: "json" },
      ...{ broker: "broker", inputs: 0, wires: [["gather"]] },
    },
    {
      ...{
        id: "gather",
        type: "function",
        z: "tab",
        x: 300,
        y: 100,
        func: GATHER,
        outputs: 1,
        initialize: GATHER_START,
        finalize: GATHER_STOP,
      },
      ...{ libs: [], wires: [["out"]] },
    },
    { id: "out", type: "influxdb batch", z: "tab", x: 500, y: 100, influxdb: "influx", precision: "ms", retentionPolicy: "", wires: [] },
  ];
}
