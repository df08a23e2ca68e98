import { readCredentials } from "../swarm-credentials.ts";
import { runSwarm, type SwarmResult } from "../swarm.ts";
import type { CommandIo } from "./command-io.ts";

export interface SwarmCommandInput {
  readonly mqttUrl: string;
  /** JSON of `device add --count N --json`, or of an import. */
  readonly credentialsFile: string;
  /** `null`: one connection for each credential. */
  readonly connections: number | null;
  readonly window: number;
  readonly messages: number;
}
/** A bounded load; prints its result as one line of JSON. */
export async function swarmCommand(input: SwarmCommandInput, io: CommandIo): Promise<SwarmResult> {
  const credentials = await readCredentials(input.credentialsFile, input.connections);
  const { mqttUrl, window, messages } = input;
  const result = await runSwarm({ mqttUrl, credentials, window, messages, signal: io.signal });
  io.print(JSON.stringify(result));
  return result;
}
