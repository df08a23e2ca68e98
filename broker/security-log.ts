import type { SecurityEntry } from "../domain/publish.ts";
import type { BrokerPorts } from "./ports.ts";
import { RecentCount } from "./recent-count.ts";

const ENTRIES_PER_MINUTE = 10;

/** Passes security entries on, at most ten a minute of one kind about one principal or address: an attack must not fill the disk. */
export class SecurityLog {
  readonly #ports: BrokerPorts;
  readonly #recent = new RecentCount();

  constructor(ports: BrokerPorts) {
    this.#ports = ports;
  }
  report(entry: Omit<SecurityEntry, "atMs">): void {
    const key = `${entry.action} ${entry.principalId ?? entry.address}`;
    if (this.#recent.add(key, this.#ports.clock.monotonic()) > ENTRIES_PER_MINUTE) return;
    this.#ports.security({ atMs: this.#ports.clock.now(), ...entry });
  }
}
