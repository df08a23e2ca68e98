import type { Alert } from "../../domain/alert.ts";
import type { ApiPorts } from "../ports.ts";

/** Alerts of a home that one sheet looks at, at most. */
const MOST = 2_000;

/** Alerts of the facilities raised at or after `fromMs`, newest first. @throws {AnhuError} `RECORDS_UNAVAILABLE` */
export async function alertsSince(
  { records }: Pick<ApiPorts, "records">,
  facilityIds: readonly string[],
  fromMs: number,
): Promise<readonly Alert[]> {
  if (facilityIds.length === 0) return [];
  const found: Alert[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ApiPorts["records"]["alerts"]>> = await records.alerts({
      ...{ facilityIds, residentId: null, openOnly: false, cursor, limit: 200 },
    });
    found.push(...page.items.filter(({ raisedAtMs }) => raisedAtMs >= fromMs));
    const oldest = page.items.at(-1);
    cursor = oldest === undefined || oldest.raisedAtMs < fromMs ? null : page.next;
  } while (cursor !== null && found.length < MOST);
  return found;
}
