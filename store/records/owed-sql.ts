/** Columns of a delivery as the sending loop reads it; `from`: the table's name in the statement. */
export const deliveryColumns = (from: string): string =>
  ["id", "channel", "track", "step", "urgent", "body"].map((column) => `${from}.${column}`).join(", ") +
  `, ${from}.alert_id AS "alertId", ${from}.facility_id AS "facilityId", ${from}.channel_id AS "channelId",
  ${from}.recipient_id AS "recipientId", ${from}.after_id AS "afterId", ${from}.wait_ms AS "waitMs",
  ${from}.event_type AS "eventType", ${from}.created_at_ms AS "createdAtMs"`;

const TRACK_JSON = "CASE d.track WHEN 'onSite' THEN a.on_site_json ELSE a.medical_json END";
/**
 * What of `deliveries d` is still to be sent. `since`: placeholder of the oldest that can wait; `answeredAtMs`: when a person took or ended
 * its track, in the engine's SQL, from the track's JSON. What stands behind another channel is not owed when one of the same message got
 * through, unless it was sent itself.
 */
export function owedSql(since: string, answeredAtMs: (json: string) => string): string {
  return `d.settled_at_ms IS NULL AND d.channel <> 'screen' AND (d.urgent = 1 OR d.created_at_ms > ${since})
  AND (d.event_type = 'alert.resolved' OR NOT EXISTS (SELECT 1 FROM alerts a
    WHERE a.id = d.alert_id AND (a.state = 'resolved' OR d.created_at_ms < ${answeredAtMs(TRACK_JSON)})))
  AND NOT EXISTS (SELECT 1 FROM delivery_attempts t
    WHERE t.alert_id = d.alert_id AND t.delivery_id = d.id AND t.state IN ('accepted', 'acknowledged', 'spared'))
  AND (d.after_id IS NULL
    OR EXISTS (SELECT 1 FROM delivery_attempts t WHERE t.alert_id = d.alert_id AND t.delivery_id = d.id AND t.state = 'sent')
    OR NOT EXISTS (SELECT 1 FROM delivery_attempts t JOIN deliveries o ON o.id = t.delivery_id
      WHERE t.alert_id = d.alert_id AND t.state = 'accepted' AND o.recipient_id = d.recipient_id AND o.track = d.track
        AND o.event_type = d.event_type AND o.step = d.step))`;
}
