import type { RotaView } from "../domain/escalation-view.ts";
import { onDutyAt, ROTA_ROLES, rotaGaps } from "../domain/rota.ts";
import type { ApiPorts } from "./ports.ts";
import type { Viewer } from "./viewer.ts";
import { seesNames } from "./views.ts";
import { holidayWarnings } from "./who-will-be-told.ts";

const AHEAD_MS = 14 * 86_400_000;

/** The rota of a facility as it is at `atMs`, with what is to come. */
export function rotaView(ports: ApiPorts, viewer: Viewer, facilityId: string, atMs: number): RotaView {
  const { escalation } = ports;
  const rota = escalation.rota(facilityId);
  const hasNames = seesNames(ports, viewer, facilityId);
  const named = (userId: string) => ({ userId, name: hasNames ? (escalation.staff(userId)?.name ?? "") : "" });
  const namedOrNull = (userId: string | null) => (userId === null ? null : named(userId));
  const serves = (userId: string) => {
    const person = escalation.staff(userId);
    return person !== undefined && !person.disabled && person.facilityId === facilityId;
  };
  return {
    at: atMs,
    onDuty: ROTA_ROLES.map((role) => {
      const { isKept, people } = onDutyAt(rota, role, atMs, serves);
      return { role, kept: isKept, gap: isKept && people.length === 0, people: people.map(({ userId }) => named(userId)) };
    }),
    gaps: rotaGaps(rota, atMs, atMs + AHEAD_MS, serves).map(({ role, fromMs, toMs }) => ({ role, from: fromMs, to: toMs })),
    shifts: rota.shifts
      .filter(({ toMs }) => toMs === null || toMs > atMs)
      .map(({ id, role, userId, window, fromMs, toMs }) => ({
        ...{ id, role, ...named(userId), serves: serves(userId) },
        ...{ window, from: fromMs, to: toMs },
      })),
    overrides: rota.overrides
      .filter(({ toMs }) => toMs > atMs)
      .map(({ id, role, awayUserId, standInUserId, fromMs, toMs, reason, createdAtMs }) => ({
        ...{ id, role, away: namedOrNull(awayUserId), standIn: namedOrNull(standInUserId) },
        ...{ from: fromMs, to: toMs, reason, createdAt: createdAtMs },
      })),
    warnings: holidayWarnings(atMs, atMs + AHEAD_MS),
  };
}
