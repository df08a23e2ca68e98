import type { ClinicInbox, ClinicItem } from "../../domain/clinic-console.ts";
import type { AlertView } from "../../domain/alert.ts";
import type { WallView } from "../../domain/live-events.ts";
import { endedAlerts } from "./mock-alerts.ts";
import { FACILITY, NOW } from "./mock-home.ts";

const CLINIC = { id: "cli_sun", name: "阳光社区卫生服务中心" };
const within = (share: number, of: number, target: number) => ({ within: Math.round(share * of), of, share, target });

/** Answers of the routes of the console for the mock home; `undefined` = not one of them. */
export function answerClinic(path: string, wall: WallView, alerts: readonly AlertView[]): unknown {
  const item = (alert: AlertView, state: ClinicItem["state"], more: Partial<ClinicItem> = {}): ClinicItem => ({
    ...{ alert, state, facility: FACILITY.name, staffed: true, toldAt: alert.raisedAt + 300, answeredAt: null, underContract: true },
    ...{ visibleUntil: null, phone: "021-6555-0101", handover: `/alerts/${alert.id}/handover`, ...more },
  });
  if (path === "/clinic/inbox") {
    const asked = alerts.filter(({ state, medical }) => state !== "resolved" && medical.owed);
    const items = asked.map((alert) => item(alert, alert.medical.state === "waiting" ? "unanswered" : "mine"));
    return { clinic: CLINIC, now: NOW, simulated: true, items } satisfies ClinicInbox;
  }
  if (path === "/clinic/today") {
    const [, fall] = endedAlerts(wall.tiles);
    const items = fall === undefined ? [] : [item(fall, "closed", { answeredAt: fall.raisedAt + 39_300 })];
    return { from: NOW - 4 * 3_600_000, items };
  }
  if (path === "/clinic/referrals") return { items: [] };
  if (!/^\/clinics\/[^/]+\/answer-times$/.test(path)) return undefined;
  return {
    ...{ clinicId: CLINIC.id, from: NOW - 30 * 86_400_000, to: NOW, told: 42, answered: 39, elsewhere: 3, waiting: 0 },
    ...{ s60: within(0.95, 40, 0.975), s180: within(1, 40, 0.99), medianMs: 24_000, p95Ms: 71_000, refused: 1 },
    dispositions: { advise: 21, visit: 12, ambulance: 3, admit: 2, refuse: 1 },
  };
}
