import type { AnnunciatorPort } from "../../api/annunciator-ports.ts";
import type { DrillPort } from "../../api/drill-ports.ts";
import { PLAIN_ANNUNCIATOR, type Annunciator } from "../../domain/annunciator.ts";
import { AnhuError } from "../../domain/errors.ts";
import { PLAIN_DRILL_PLAN } from "../../domain/drill.ts";

/** Annunciators in memory; clinics can be told. */
export function fakeAnnunciators(): AnnunciatorPort {
  const all = new Map<string, Annunciator>();
  for (const n of [1, 2]) {
    const one = {
      ...PLAIN_ANNUNCIATOR,
      id: `ann_${n}`,
      facilityId: `fac_${n}`,
      deviceId: `dev_siren_${n}`,
      label: "Corridor",
      version: 1,
      changedByUserId: null,
    };
    all.set(one.id, { ...one, severities: [...one.severities], kinds: [], rota: [] });
  }
  return {
    async add(input) {
      const added = { id: `ann_${all.size + 1}`, ...input, version: 1, changedByUserId: null };
      all.set(added.id, added);
      return added;
    },
    async set(annunciator, byUserId) {
      const before = all.get(annunciator.id)?.version ?? 1;
      if (before !== annunciator.version) throw new AnhuError("CONFLICT", "changing an annunciator: there is a newer version");
      const next = { ...annunciator, version: before + 1, changedByUserId: byUserId };
      all.set(annunciator.id, next);
      return next;
    },
    // It stays: the next person removes it too.
    remove: async () => undefined,
    list: (facilityId) => [...all.values()].filter((one) => one.facilityId === facilityId),
    find: (id) => all.get(id),
    told: () => undefined,
    test: () => undefined,
    reach: () => ({ state: "reachable", sinceMs: null }),
  };
}
/** Two clinics under contract that were never drilled. */
export function fakeDrills(): DrillPort {
  return {
    plans: (facilityId) =>
      ["cli_1", "cli_2"].map((clinicId) => ({ ...PLAIN_DRILL_PLAN, facilityId, clinicId, byDefault: true, nextAtMs: 1 })),
    setPlan: async () => undefined,
    start: async (facilityId, clinicId, byUserId) => ({
      ...{ id: "drl_1", planId: "dpl_1", facilityId, clinicId, byUserId, startedAtMs: 1, answerWithinMs: 180_000, alertId: null },
      ...{ hops: {}, endedAtMs: null, result: "running", failedAt: null, why: null },
    }),
    list: async () => [],
  };
}
