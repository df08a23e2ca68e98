import type { ReplayedAlert } from "../../domain/backtest.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import type { Device } from "../../domain/directory.ts";
import type { ControlEvent } from "../../domain/publish.ts";
import { makeEvaluator, type Evaluator } from "../evaluate.ts";
import type { CareDirectory } from "../ports.ts";
import { DEFAULT_CATALOGUE } from "../rules/catalogue.ts";
import { reaches } from "../rules/threshold.ts";
import type { Signal } from "../signal.ts";
import { Ledger, type PersonStep } from "./ledger.ts";

export interface ReplayOptions {
  /** As it was, or as it would have been: with the facility's changes of rules. */
  readonly care: CareDirectory;
  readonly device: (deviceId: string) => Device | undefined;
}
/** What happened at one time, in the order of the server's time. */
export type Happened =
  | { readonly atMs: number; readonly message: DeviceMessage }
  | { readonly atMs: number; readonly control: ControlEvent }
  | { readonly atMs: number; readonly person: PersonStep };

/** The rules over a past, from empty states, and the alerts that they would have raised. No clock is read. */
export class Replay {
  readonly #evaluator: Evaluator;
  readonly #ledger: Ledger;
  constructor({ care, device }: ReplayOptions) {
    this.#ledger = new Ledger(care, isDeep);
    this.#evaluator = makeEvaluator({
      catalogue: DEFAULT_CATALOGUE,
      care,
      device,
      gatewayFacility: () => undefined,
      emit: (signal) => this.#ledger.signal(signal),
    });
  }
  take(happened: Happened): void {
    if ("message" in happened) this.#evaluator.message(happened.message);
    else if ("control" in happened) this.#evaluator.control(happened.control, happened.atMs);
    else {
      this.#evaluator.tick(happened.atMs);
      for (const alertId of this.#ledger.person(happened.person)) this.#evaluator.control({ type: "resolved", alertId }, happened.atMs);
    }
  }
  /** Deadlines up to then fall due. */
  tick(atMs: number): void {
    this.#evaluator.tick(atMs);
  }
  alerts(): readonly ReplayedAlert[] {
    return this.#ledger.alerts();
  }
}
/** By the limits of the default pack: what is deep stays deep, whatever a home has changed (DOMAIN §5.9). */
function isDeep({ rule: ruleId, value }: Signal): boolean {
  const rule = DEFAULT_CATALOGUE.rule(ruleId);
  if (rule?.type !== "threshold" || value === null) return false;
  return rule.levels.some((level) => level.deep && reaches(rule, level, value));
}
