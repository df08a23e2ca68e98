import type { Annunciator, Announced } from "../domain/annunciator.ts";
import type { BilingualText } from "../domain/api-schemas.ts";

/** What an annunciator was told, and what it said to that. */
export interface ToldAnnunciator {
  readonly show: { readonly announced: Announced; readonly isSounding: boolean; readonly text: BilingualText | null };
  readonly sentAtMs: number | null;
  readonly confirmedAtMs: number | null;
}
/** Annunciators as they are now, and whether clinics can be told. */
export interface AnnunciatorPort {
  /** @throws {AnhuError} `CONFLICT`: the device is an annunciator already; `RECORDS_UNAVAILABLE` */
  add(input: Omit<Annunciator, "id" | "version" | "changedByUserId">): Promise<Annunciator>;
  /**
   * `version` is the one that was changed; what is shown follows. @throws {AnhuError} `NOT_FOUND`, `RECORDS_UNAVAILABLE`; `CONFLICT` when it is
   * not the newest
   */
  set(annunciator: Omit<Annunciator, "changedByUserId">, byUserId: string): Promise<Annunciator>;
  /** What it shows is turned off. @throws {AnhuError} `NOT_FOUND`, `RECORDS_UNAVAILABLE` */
  remove(annunciator: Annunciator): Promise<void>;
  list(facilityId: string): readonly Annunciator[];
  find(annunciatorId: string): Annunciator | undefined;
  told(annunciatorId: string): ToldAnnunciator | undefined;
  /** Shows and sounds a test for some seconds; an alert of its zone ends it. */
  test(annunciator: Annunciator, seconds: number): void;
  reach(facilityId: string): { readonly state: "reachable" | "unreachable" | "unknown"; readonly sinceMs: number | null };
}
