import { Kysely } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import { AnhuError, errorText } from "../../domain/errors.ts";
import { recordsDialect, type ExecuteSql } from "./dialect.ts";
import type { EngineType } from "./engine.ts";
import * as home from "./migrations/0001-home.ts";
import * as people from "./migrations/0002-people.ts";
import * as alerts from "./migrations/0003-alerts.ts";
import * as claims from "./migrations/0004-claims.ts";
import * as careSettings from "./migrations/0006-care-settings.ts";
import * as limits from "./migrations/0007-limits.ts";
import * as places from "./migrations/0008-places.ts";
import * as holds from "./migrations/0009-holds.ts";
import * as escalation from "./migrations/0010-escalation.ts";
import * as alertLoad from "./migrations/0011-alert-load.ts";
import * as softSigns from "./migrations/0012-soft-signs.ts";
import * as contractTerms from "./migrations/0013-contract-terms.ts";
import * as contractRecords from "./migrations/0014-contract-records.ts";
import * as channels from "./migrations/0015-channels.ts";
import * as deliveryChain from "./migrations/0016-delivery-chain.ts";
import * as annunciatorsDrills from "./migrations/0017-annunciators-drills.ts";
import * as auditChain from "./migrations/0018-audit-chain.ts";
import * as residentRecord from "./migrations/0019-resident-record.ts";
import * as family from "./migrations/0020-family.ts";
import * as fhirCredentials from "./migrations/0021-fhir-credentials.ts";
import * as clinicConsole from "./migrations/0022-clinic-console.ts";
import * as wallScreens from "./migrations/0023-wall-screens.ts";
import * as handsets from "./migrations/0024-handsets.ts";
import * as residentPhotos from "./migrations/0025-resident-photos.ts";
import * as floorPlans from "./migrations/0026-floor-plans.ts";
import * as setup from "./migrations/0027-setup.ts";
import * as familyAccess from "./migrations/0028-family-access.ts";
import * as manage from "./migrations/0029-manage.ts";
import * as softSignsHeard from "./migrations/0030-soft-signs-heard.ts";
import * as contentParts from "./migrations/0031-content-parts.ts";
import * as deskForms from "./migrations/0032-desk-forms.ts";

/** In order of their names; one that ran is never changed again. */
const MIGRATIONS: Record<string, Migration> = {
  "0001-home": home,
  "0002-people": people,
  "0003-alerts": alerts,
  "0004-claims": claims,
  "0006-care-settings": careSettings,
  "0007-limits": limits,
  "0008-places": places,
  "0009-holds": holds,
  "0010-escalation": escalation,
  "0011-alert-load": alertLoad,
  "0012-soft-signs": softSigns,
  "0013-contract-terms": contractTerms,
  "0014-contract-records": contractRecords,
  "0015-channels": channels,
  "0016-delivery-chain": deliveryChain,
  "0017-annunciators-drills": annunciatorsDrills,
  "0018-audit-chain": auditChain,
  "0019-resident-record": residentRecord,
  "0020-family": family,
  "0021-fhir-credentials": fhirCredentials,
  "0022-clinic-console": clinicConsole,
  "0023-wall-screens": wallScreens,
  "0024-handsets": handsets,
  "0025-resident-photos": residentPhotos,
  "0026-floor-plans": floorPlans,
  "0027-setup": setup,
  "0028-family-access": familyAccess,
  "0029-manage": manage,
  "0030-soft-signs-heard": softSignsHeard,
  "0031-content-parts": contentParts,
  "0032-desk-forms": deskForms,
};

/** Brings the schema up to date, each start. @throws {AnhuError} `RECORDS_UNAVAILABLE` naming the migration that failed */
export async function migrateRecords(type: EngineType, execute: ExecuteSql): Promise<void> {
  const db = new Kysely<unknown>({ dialect: recordsDialect({ type, execute, hasTransactions: true }) });
  const { error, results } = await new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } }).migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === "Error")?.migrationName ?? "the schema";
  throw new AnhuError(
    "RECORDS_UNAVAILABLE",
    `migrating the records: ${failed}: ${errorText(error)}; restore the last backup or update Anhu`,
    {
      cause: error,
    },
  );
}
