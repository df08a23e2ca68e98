import { createServer } from "node:net";
import { parseArgs } from "node:util";
import { Aedes } from "aedes";

/** The peer of the ingest benchmark: aedes in a process of its own, no hooks, nothing stored. Prints `ready mqtt=<port>`; ends on SIGTERM. */
const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
const broker = await Aedes.createBroker();
const server = createServer(broker.handle);
server.listen(Number(values.port), "127.0.0.1", () => {
  const address = server.address();
  console.log(`ready mqtt=${typeof address === "object" && address !== null ? address.port : values.port}`);
});
process.on("SIGTERM", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  console.log(JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, rssMb: Math.round(process.memoryUsage().rss / 1e6) }));
  process.exit(0);
});
