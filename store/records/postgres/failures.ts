import { DatabaseError } from "pg";
import { AnhuError } from "../../../domain/errors.ts";

// Conditions by SQLSTATE, postgresql.org/docs/current/errcodes-appendix.html.
const UNIQUE = "23505";
const FOREIGN_KEY = "23503";
/** Classes that pass by themselves: connection, transaction rollback, resources, operator intervention, locks, system. */
const PASSING = /^(08|40|53|55|57|58|XX|25006)/;
/** Wrong name, password or database: nothing to wait for. */
const REFUSED = /^(28|3D)/;
/** Messages of these classes may repeat a value. */
const TELLING = /^(22|23)/;

/** What kept the records from doing it, in Anhu's words; never a value, never the URL. */
export function postgresFailure(error: unknown): unknown {
  if (error instanceof AnhuError) return error;
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return error;
  if (!(error instanceof DatabaseError) || error.code === undefined) {
    return unavailable(`PostgreSQL does not answer (${connectionFault(error)}); see that it runs and can be reached`, true);
  }
  const { code } = error;
  if (code === UNIQUE) {
    return new AnhuError("CONFLICT", `writing the records: it exists already (${error.constraint ?? code}); choose another`);
  }
  if (code === FOREIGN_KEY) {
    return new AnhuError("NOT_FOUND", "writing the records: something that it belongs to does not exist; add that first");
  }
  if (REFUSED.test(code)) {
    return new AnhuError("BAD_CONFIG", `signing in to PostgreSQL: ${error.message} (${code}); correct ANHU_RECORDS_URL`);
  }
  const what = TELLING.test(code) ? `error ${code}` : `${error.message} (${code})`;
  return unavailable(`PostgreSQL refused: ${what}; see its log`, PASSING.test(code));
}
/** The connection cannot be used again, whatever it was doing; to a server that became read-only neither. */
export function isConnectionLost(error: unknown): boolean {
  return !(error instanceof DatabaseError) || error.code === undefined || /^(08|57P0|25006)/.test(error.code);
}
function unavailable(detail: string, retryable: boolean): AnhuError {
  return new AnhuError("RECORDS_UNAVAILABLE", `using the records: ${detail}, then try again`, { retryable });
}
/** A socket's error has a code (and for several addresses no message); the driver's own have a message. */
function connectionFault(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
