import { AnhuError } from "../domain/errors.ts";
import type { Settings } from "./config.ts";

const RAW_DAYS_EMBEDDED = 14;
const RAW_DAYS_INFLUX = 90;

/** How long observations are kept, days. Roll-ups of an hour are kept for ever. */
export interface Retention {
  readonly rawDays: number;
  readonly minuteDays: number;
}
/** @throws {AnhuError} `BAD_CONFIG` when the roll-ups of a minute would go before the readings that they are made of */
export function retentionOf(settings: Settings): Retention {
  const rawDays = settings.ANHU_RETENTION_RAW_DAYS ?? (settings.ANHU_HISTORIAN_URL === undefined ? RAW_DAYS_EMBEDDED : RAW_DAYS_INFLUX);
  const minuteDays = settings.ANHU_RETENTION_MINUTE_DAYS;
  if (minuteDays < rawDays) {
    throw new AnhuError(
      "BAD_CONFIG",
      `reading the settings: ANHU_RETENTION_MINUTE_DAYS (${minuteDays}) is less than ANHU_RETENTION_RAW_DAYS (${rawDays}); keep minutes at least as long as readings`,
    );
  }
  return { rawDays, minuteDays };
}
