import type { SelectQueryBuilder } from "kysely";
import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import { newId } from "../../domain/ids.ts";
import type { SendClaim } from "../../domain/send-claim.ts";
import type { RouteDecision } from "../../domain/tell-reason.ts";
import { toAlert, toAlertRow, toTimelineEntry } from "./alert-rows.ts";
import { flag, statement, type RecordsDatabase } from "./records-database.ts";
import type { WriteStatement } from "./records-protocol.ts";
import type { Tables } from "./tables.ts";

interface Evidence {
  readonly identity: string;
  readonly atMs: number;
  readonly deviceId: string | null;
  readonly sign: string | null;
  readonly value: number | null;
}
interface AlertChange {
  readonly alert: Alert;
  readonly isNew: boolean;
  readonly evidence: readonly Evidence[];
  readonly timeline: readonly TimelineEntry[];
  readonly deliveries: readonly Delivery[];
  readonly attempts?: readonly DeliveryAttempt[];
  readonly claim?: SendClaim;
  readonly routed?: RouteDecision;
}
interface OpenAlert {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
  readonly evidenceIdentities: readonly string[];
}

/** Where the life cycle keeps its alerts: one change is one transaction with its evidence, timeline and outbox. */
export function makeAlertStore({ db, write }: RecordsDatabase) {
  async function alertsOf(wanted: SelectQueryBuilder<Tables, "alerts", object>): Promise<OpenAlert[]> {
    const ids = wanted.select("alerts.id");
    const [rows, timeline, evidence] = await Promise.all([
      wanted.selectAll().orderBy("raisedAtMs").orderBy("id").execute(),
      db.selectFrom("timeline").selectAll().where("alertId", "in", ids).orderBy("version").orderBy("position").execute(),
      db.selectFrom("evidence").select(["alertId", "identity"]).where("alertId", "in", ids).orderBy("atMs").execute(),
    ]);
    const timelines = Map.groupBy(timeline, (entry) => entry.alertId);
    const identities = Map.groupBy(evidence, (entry) => entry.alertId);
    return rows.map((row) => ({
      alert: toAlert(row),
      timeline: (timelines.get(row.id) ?? []).map(toTimelineEntry),
      evidenceIdentities: (identities.get(row.id) ?? []).map((entry) => entry.identity),
    }));
  }
  return {
    load: (sinceMs: number): Promise<readonly OpenAlert[]> =>
      alertsOf(db.selectFrom("alerts").where(({ eb, or }) => or([eb("resolvedAtMs", "is", null), eb("resolvedAtMs", ">=", sinceMs)]))),
    async find(alertId: string): Promise<OpenAlert | undefined> {
      return (await alertsOf(db.selectFrom("alerts").where("id", "=", alertId)))[0];
    },
    async save(change: AlertChange): Promise<{ readonly written: boolean }> {
      const { alert, isNew, evidence, timeline, deliveries, attempts = [], routed, claim } = change;
      const row = toAlertRow(alert);
      const statements: WriteStatement[] = [];
      if (isNew) {
        const insert = db
          .insertInto("alerts")
          .values(row)
          .onConflict((on) => on.column("id").doNothing());
        statements.push(statement(insert, 1));
      } else {
        const { id, ...rest } = row;
        const update = db
          .updateTable("alerts")
          .set(rest)
          .where("id", "=", id)
          .where("version", "=", alert.version - 1);
        statements.push(statement(update, 1));
      }
      if (evidence.length > 0) {
        const rows = evidence.map(({ identity, atMs, deviceId, sign, value }) => ({
          alertId: alert.id,
          identity,
          atMs,
          deviceId,
          sign,
          value,
        }));
        const insert = db
          .insertInto("evidence")
          .values(rows)
          .onConflict((on) => on.columns(["alertId", "identity"]).doNothing());
        statements.push(statement(insert));
      }
      if (timeline.length > 0) {
        const rows = timeline.map(({ at, code, track, who, detail }, position) => ({
          alertId: alert.id,
          version: alert.version,
          position,
          atMs: at,
          code,
          track,
          who,
          detail,
        }));
        statements.push(statement(db.insertInto("timeline").values(rows)));
      }
      if (deliveries.length > 0) {
        const rows = deliveries.map((delivery) => ({ ...delivery, urgent: flag(delivery.urgent), settledAtMs: null }));
        const insert = db
          .insertInto("deliveries")
          .values(rows)
          .onConflict((on) => on.column("id").doNothing());
        statements.push(statement(insert));
      }
      if (attempts.length > 0) {
        const rows = attempts.map(({ at, nextAt, ...attempt }) => ({ id: newId("att"), atMs: at, nextAtMs: nextAt, ...attempt }));
        statements.push(statement(db.insertInto("deliveryAttempts").values(rows)));
      }
      if (routed !== undefined) {
        const { atMs, ...decision } = routed;
        const rows = { alertId: alert.id, version: alert.version, atMs, decisionJson: JSON.stringify(decision) };
        statements.push(statement(db.insertInto("alertRoutes").values(rows)));
      }
      const { written } = await write(statements, deliveries, claim);
      return { written };
    },
  };
}
