import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../app/free-port.ts";
import { makeTempDir } from "../../tests/support/machine.ts";
import { programPath } from "../../tests/support/platform.ts";
import { startProgram } from "./program.ts";

/** As Debian's package has it but for where its files and ports are, and without a log line for every write. */
const CONFIG = (folder: string, httpPort: number, rpcPort: number) => `
reporting-enabled = false
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${httpPort}"
  log-enabled = false
`;

/** InfluxDB 1.x on free ports, in an own directory. */
export async function startInflux() {
  const temp = makeTempDir("anhu-bench-influx-");
  const [port, rpcPort] = [await freePort(), await freePort()];
  const config = join(temp.path, "influxdb.conf");
  writeFileSync(config, CONFIG(temp.path, port, rpcPort));
  const program = await startProgram({ name: "InfluxDB", command: programPath("influxd"), args: ["-config", config], ready: { port } });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    async createDatabase(name: string): Promise<void> {
      const body = new URLSearchParams({ q: `CREATE DATABASE "${name}"` });
      const response = await fetch(`${url}/query`, { method: "POST", body });
      if (!response.ok) throw new Error(`creating a database in InfluxDB: it answered ${response.status}`);
    },
    async stop(): Promise<void> {
      await program.stop();
      temp.remove();
    },
  };
}
