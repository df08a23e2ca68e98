import { AnhuError } from "../../domain/errors.ts";
import { behaviourNamed } from "../clinic-behaviour.ts";
import { startClinic } from "../clinic.ts";
import type { CommandIo } from "./command-io.ts";

export interface ClinicCommandInput {
  readonly port: number;
  /** As `clinic add` answered it. */
  readonly secret: string;
  /** `accept`, `stall`, `cut`, `slow-loris`, or a status such as `503`. */
  readonly behaviour: string;
  /** Who acknowledges; nobody when absent. */
  readonly person?: string;
  readonly afterS: number;
}
/** A clinic on this machine: prints a line for every message until it is stopped. */
export async function clinicCommand(input: ClinicCommandInput, io: CommandIo): Promise<void> {
  const behaviour = behaviourNamed(input.behaviour);
  if (behaviour === null) {
    throw new AnhuError(
      "BAD_INPUT",
      `reading --behaviour: "${input.behaviour}" is not accept, stall, cut, slow-loris or a status from 300 to 599`,
    );
  }
  const { person, afterS } = input;
  const clinic = await startClinic({
    port: input.port,
    secrets: [input.secret],
    behaviour,
    ...(person === undefined ? {} : { acknowledge: { person, afterMs: afterS * 1_000 } }),
  });
  io.print(`ready webhook=${clinic.url}`);
  clinic.onMessage(({ type, alertId, kind, severity }) => io.print(JSON.stringify({ type, alertId, kind, severity })));
  await io.stopped;
  await clinic.close();
  io.print(JSON.stringify(clinic.counts));
}
