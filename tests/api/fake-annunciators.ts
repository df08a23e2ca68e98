import type { AnnunciatorPort } from "../../api/annunciator-ports.ts";
import type { Annunciator } from "../../domain/annunciator.ts";

/** Annunciators in memory; clinics can be told. */
export function fakeAnnunciators(): AnnunciatorPort {
  const all = new Map<string, Annunciator>();
  return {
    async add(input) {
      const added = { id: `ann_${all.size + 1}`, ...input };
      all.set(added.id, added);
      return added;
    },
    set: async (annunciator) => void all.set(annunciator.id, annunciator),
    remove: async ({ id }) => void all.delete(id),
    list: (facilityId) => [...all.values()].filter((one) => one.facilityId === facilityId),
    find: (id) => all.get(id),
    told: () => undefined,
    test: () => undefined,
    reach: () => ({ state: "reachable", sinceMs: null }),
  };
}
