import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../app/free-port.ts";
import { makeTempDir } from "../../tests/support/machine.ts";
import { programPath } from "../../tests/support/platform.ts";
import { startProgram } from "./program.ts";

/**
 * Tuned to lose nothing and to wait for nothing: no limit of queued messages, a thousand in flight, no Nagle. Persistence as Debian's package has it
 * (on, written every 30 min), so that an acknowledged message outlives no crash of the broker between two writings.
 */
const CONFIG = (port: number, folder: string) => `
listener ${port} 127.0.0.1
allow_anonymous true
set_tcp_nodelay true
max_queued_messages 0
max_queued_bytes 0
max_inflight_messages 1000
persistence true
persistence_location ${folder}/
autosave_interval 1800
sys_interval 0
connection_messages false
log_type error
log_dest stderr
`;

/** Mosquitto on a free port, in an own directory. */
export async function startMosquitto() {
  const temp = makeTempDir("anhu-bench-mosquitto-");
  const port = await freePort();
  const config = join(temp.path, "mosquitto.conf");
  // As root it would become the user "mosquitto", who may not write here.
  writeFileSync(config, `${process.getuid?.() === 0 ? "user root\n" : ""}${CONFIG(port, temp.path)}`);
  const program = await startProgram({ name: "Mosquitto", command: programPath("mosquitto"), args: ["-c", config], ready: { port } });
  return {
    port,
    pid: program.pid,
    async stop(): Promise<void> {
      await program.stop();
      temp.remove();
    },
  };
}
