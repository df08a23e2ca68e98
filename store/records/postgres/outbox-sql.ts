import { deliveryColumns, owedSql } from "../owed-sql.ts";

/** A claim that is not renewed in this time is another process's to take. */
export const LEASE_MS = 8_000;
/** Deliveries that one statement takes over. */
export const MOST_TAKEN = 500;
export const CHANNEL = "anhu_outbox";

/** The server's clock: claims of several machines are compared by it. */
const NOW_MS = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
const LEASE_END = `${NOW_MS} + ${LEASE_MS}`;
/** By text, not as JSON: PostgreSQL reads no JSON with a \\u0000 in a name, and within a string the quotes of such a key are escaped. */
const answeredAtMs = (json: string): string => {
  const at = (key: string) => `coalesce(substring(${json} FROM '"${key}":([0-9]+)')::bigint, 0)`;
  return `greatest(${at("acknowledgedAtMs")}, ${at("doneAtMs")})`;
};

/** owner, delivery: in the transaction that writes the delivery. */
export const CLAIM = `UPDATE deliveries SET claimed_by = $1, claimed_until_ms = ${LEASE_END}
  WHERE id = $2 AND settled_at_ms IS NULL AND claimed_by IS NULL`;
/** owner: the other processes are woken when the transaction is committed. */
export const NOTIFY = `SELECT pg_notify('${CHANNEL}', $1)`;
/** owner, oldest routine delivery, whether claims that ran out are taken (1) or only what nobody claimed (0). */
export const TAKE = `UPDATE deliveries taken SET claimed_by = $1, claimed_until_ms = ${LEASE_END}
  FROM (SELECT d.id FROM deliveries d WHERE ${owedSql("$2", answeredAtMs)}
    AND (d.claimed_by IS NULL OR ($3::int = 1 AND d.claimed_until_ms < ${NOW_MS}))
    ORDER BY d.created_at_ms, d.id LIMIT ${MOST_TAKEN} FOR UPDATE OF d SKIP LOCKED) free
  WHERE taken.id = free.id
  RETURNING ${deliveryColumns("taken")}`;
/** owner, ids separated by commas. */
export const RENEW = `UPDATE deliveries SET claimed_until_ms = ${LEASE_END} WHERE claimed_by = $1 AND id = ANY(string_to_array($2, ','))`;
/** owner, ids separated by commas: those that another process took. */
export const LOST = "SELECT id FROM deliveries WHERE id = ANY(string_to_array($2, ',')) AND claimed_by <> $1";
/** owner. */
export const RELEASE = "UPDATE deliveries SET claimed_by = NULL, claimed_until_ms = NULL WHERE claimed_by = $1 AND settled_at_ms IS NULL";
export const ATTEMPT = `INSERT INTO delivery_attempts
  (id, delivery_id, alert_id, channel, channel_id, recipient_id, attempt, at_ms, state, why, next_at_ms)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING`;
export const SETTLE = "UPDATE deliveries SET settled_at_ms = $1 WHERE id = $2 AND settled_at_ms IS NULL";
