import type { FamilyDesk } from "../../api/family-ports.ts";
import type { FamilyNotice } from "../../domain/family-notice.ts";

/** Families in memory: notices are kept, and there is one call that may be tried for ever. */
export function fakeFamily(): FamilyDesk & { readonly notes: FamilyNotice[] } {
  const notes: FamilyNotice[] = [];
  return {
    notes,
    happened: async () => {},
    notices: async (alertId) => notes.filter((notice) => notice.alertId === alertId),
    releasedNotices: async (residentId) => notes.filter((notice) => notice.residentId === residentId && notice.releasedAtMs !== null),
    async write(alert, text, { name, role }, isReleased) {
      const released = { releasedAtMs: 1, releasedByName: name, releasedByRole: role };
      const notice: FamilyNotice = {
        ...{ id: `fam_${notes.length}`, alertId: alert.id, facilityId: alert.facilityId, residentId: alert.residentId ?? "" },
        ...{ type: "words", text: { zh: text, en: text }, atMs: 1, byName: name, byRole: role },
        ...(isReleased ? released : { releasedAtMs: null, releasedByName: null, releasedByRole: null }),
      };
      notes.push(notice);
      return notice;
    },
    release: async () => true,
    calls: async () => [],
    openCalls: async () => [],
    tried: async () => true,
  };
}
