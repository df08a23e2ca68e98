import type { HistorianStatus } from "../historian-protocol.ts";
import type { InfluxFailure } from "./failure.ts";
import type { InfluxServer } from "./settings.ts";

/** Tells how InfluxDB is, when that changes. */
export class ReportedStatus {
  readonly #tell: (status: HistorianStatus) => void;
  #engine = "InfluxDB";
  #told: HistorianStatus | null = null;

  constructor(tell: (status: HistorianStatus) => void) {
    this.#tell = tell;
  }
  found({ version }: InfluxServer): void {
    this.#engine = `InfluxDB ${version}`;
  }
  works(): void {
    this.#say(null, false);
  }
  failed({ message, kind }: InfluxFailure): void {
    this.#say(message, kind !== "unavailable");
  }

  #say(problem: string | null, needsPerson: boolean): void {
    const status = { engine: this.#engine, problem, needsPerson };
    if (this.#told?.engine === status.engine && this.#told.problem === problem) return;
    this.#told = status;
    this.#tell(status);
  }
}
