import { lastClosed } from "../../domain/after-hours.ts";
import type { Alert } from "../../domain/alert.ts";
import type { AfterHours, AfterHoursAlert } from "../../domain/round-sheet.ts";
import { answerWithin } from "../handover/within.ts";
import type { ApiPorts } from "../ports.ts";
import type { Viewer } from "../viewer.ts";
import { seesNames } from "../views.ts";
import { alertsSince } from "./alerts-since.ts";
import type { RoundHome } from "./homes.ts";

const DAY_MS = 24 * 3_600_000;
const WAIT_MS = 6_000;

/** What happened in each home while the clinic was closed, with what became of it. Without agreed hours: the last 24 h. */
export async function afterHours(ports: ApiPorts, viewer: Viewer, homes: readonly RoundHome[]): Promise<AfterHours> {
  const nowMs = ports.clock.now();
  const missing = new Set<"records">();
  const NO_ALERTS: readonly Alert[] = [];
  const spans = homes.map((home) => {
    const isAlways = home.contracts.some(({ hours }) => hours.length === 0);
    const closed = isAlways
      ? null
      : lastClosed(
          home.contracts.flatMap(({ hours }) => hours),
          nowMs,
        );
    const basis: AfterHours["homes"][number]["basis"] = closed === null ? "day" : "hours";
    return { home, basis, fromMs: closed?.fromMs ?? nowMs - DAY_MS, toMs: closed?.toMs ?? nowMs };
  });
  const found = await Promise.all(
    spans.map(async ({ home, basis, fromMs, toMs }) => {
      const { facility } = home;
      const alerts = await answerWithin(
        WAIT_MS,
        () => alertsSince(ports, [facility.id], fromMs),
        NO_ALERTS,
        () => missing.add("records"),
      );
      const mine = new Set(home.residents.map(({ id }) => id));
      const shown = alerts.filter(
        (alert) =>
          alert.class === "physiological" &&
          (alert.raisedAtMs < toMs || toMs === nowMs) &&
          (alert.residentId === null || mine.has(alert.residentId)),
      );
      return {
        ...{ facilityId: facility.id, facility: facility.name, from: fromMs, to: toMs, basis },
        alerts: shown.toSorted((a, b) => a.raisedAtMs - b.raisedAtMs).map((alert) => alertLine(ports, viewer, alert)),
      };
    }),
  );
  return { homes: found, missing: [...missing] };
}
function alertLine(ports: ApiPorts, viewer: Viewer, alert: Alert): AfterHoursAlert {
  const { id, facilityId, residentId, placeId, kind, severity, sign, value, raisedAtMs, state, outcome, resolvedAtMs } = alert;
  const answered = [alert.onSite, alert.medical].flatMap(({ acknowledgedAtMs, doneAtMs }) => acknowledgedAtMs ?? doneAtMs ?? []);
  const name = residentId === null ? undefined : ports.directory.resident(residentId)?.name;
  return {
    ...{ alertId: id, facilityId, residentId, name: seesNames(ports, viewer, facilityId) ? (name ?? "") : "" },
    room: ports.directory.roomName(residentId, placeId),
    ...{ kind, severity, sign, value, raisedAt: raisedAtMs, state, outcome, resolvedAt: resolvedAtMs },
    answeredMs: answered.length === 0 ? null : Math.max(0, Math.min(...answered) - raisedAtMs),
  };
}
