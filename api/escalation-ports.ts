import type { Alert, Severity, TimelineEntry, Track } from "../domain/alert.ts";
import type { PolicyVersion } from "../domain/escalation.ts";
import type { ForetellAsk, Foretold } from "../domain/foretold.ts";
import type { Staff } from "../domain/people.ts";
import type { Rota, RotaOverride, RotaShift } from "../domain/rota.ts";
import type { RouteDecision } from "../domain/tell-reason.ts";

/** Who is told when, and who is on duty. Reads answer from the local directory; writes resolve when it shows them. */
export interface Escalations {
  /** In no order. */
  policies(facilityId: string): readonly PolicyVersion[];
  /** @throws {AnhuError} `CONFLICT`: there is a policy of this version */
  addPolicy(input: Omit<PolicyVersion, "id">): Promise<PolicyVersion>;
  rota(facilityId: string): Rota;
  addShift(input: Omit<RotaShift, "id">): Promise<RotaShift>;
  endShift(shiftId: string, toMs: number): Promise<void>;
  addOverride(input: Omit<RotaOverride, "id">): Promise<RotaOverride>;
  staff(userId: string): Staff | undefined;
  /** `undefined`: there is no such rule or resident. `notes`: why nobody would be told, for people. */
  foretell(
    ask: ForetellAsk,
    forMs: number,
  ):
    | {
        readonly severity: Severity;
        readonly items: readonly Foretold[];
        /** What the routing thinks of every clinic then. */
        readonly decision: RouteDecision;
        readonly notes?: readonly string[];
      }
    | undefined;
  /** The next step of each track of an open alert that tells somebody if nobody acts. */
  upcoming(
    alert: Alert,
    timeline: readonly TimelineEntry[],
  ): readonly { readonly track: Track; readonly atMs: number; readonly items: readonly Omit<Foretold, "afterMs">[] }[];
  /** What the routing thinks of every clinic for this alert now. */
  decision(alert: Alert, timeline: readonly TimelineEntry[]): RouteDecision;
  /** What it decided at the steps that were taken, oldest first. @throws {AnhuError} `RECORDS_UNAVAILABLE` */
  decisions(alertId: string): Promise<readonly RouteDecision[]>;
}
