import type { AlertView } from "../../domain/alert.ts";
import { CUSTODY_STAGES, CUSTODY_TARGETS, type CustodyStageKey, type CustodyView } from "../../domain/custody-view.ts";

/** The custody of a mock alert, as far as it came. */
export function mockCustody(alert: AlertView): CustodyView {
  const { raisedAt: received, observedAt, resolvedAt } = alert;
  const onSite = alert.onSite.acknowledgedAt;
  const times: Partial<Record<CustodyStageKey, number | null>> = {
    ...{ observed: observedAt, received, raised: received + 12, queued: received + 13, sent: received + 31, accepted: received + 240 },
    ...{ answered: onSite, onSite, medical: alert.medical.acknowledgedAt, arrived: alert.onSite.doneAt, resolved: resolvedAt },
  };
  const since = (stage: CustodyStageKey, at: number) => {
    const before = stage === "accepted" ? times.sent : stage === "sent" ? times.queued : stage === "received" ? observedAt : received;
    return stage === "observed" ? null : at - (before ?? received);
  };
  return {
    ...{ alertId: alert.id, facilityId: alert.facilityId, facilityName: "安康之家", residentName: alert.residentName, room: alert.room },
    ...{ rule: alert.rule, kind: alert.kind, severity: alert.severity, outcome: alert.outcome },
    stages: CUSTODY_STAGES.map((stage) => {
      const at = times[stage] ?? null;
      const by = stage === "onSite" ? alert.onSite.by : stage === "medical" ? alert.medical.by : null;
      return { stage, at, sincePreviousMs: at === null ? null : since(stage, at), sinceReceivedMs: at === null ? null : at - received, by };
    }),
    targets: CUSTODY_TARGETS.map(({ key, withinMs, source, to }) => {
      const at = to === "answered" ? onSite : alert.onSite.doneAt;
      const ms = at === null ? null : at - received;
      return { key, withinMs, ms, met: ms === null ? null : ms <= withinMs, source };
    }),
    pushes: [],
    audit: [0, 1, 2].map((n) => ({ seq: 1_204 + n, at: received + n, action: "alert.raised", role: "system", hash: "9f86d081".repeat(8) })),
    auditComplete: true,
  };
}
