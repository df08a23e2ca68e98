import { computed } from "vue";
import { DeviceView } from "../../domain/api-admin-schemas.ts";
import { useAllPages } from "./use-all-pages.ts";
import { useRights } from "./use-rights.ts";

/** Fewer letters are part of nearly every label. */
const LEAST_LETTERS = 3;

/**
 * Who holds a device whose label, serial number, address or id holds what was typed: resident → what it says on the device. The list of
 * devices is read when somebody first looks for something long enough.
 */
export function useDeviceSearch(facilityId: () => string | null, typed: () => string) {
  const { may } = useRights();
  const isWanted = computed(() => typed().trim().length >= LEAST_LETTERS);
  const { rows, error } = useAllPages(DeviceView, () => {
    const id = facilityId();
    return isWanted.value && id !== null && may("readDevices") ? `/devices?facility=${encodeURIComponent(id)}` : null;
  });
  const holders = computed<ReadonlyMap<string, string>>(() => {
    const found = new Map<string, string>();
    const word = typed().trim().toLowerCase();
    if (!isWanted.value) return found;
    for (const { id, residentId, address, label = null, serial = null } of rows.value ?? []) {
      const said = [label, serial, address, id].find((one) => one?.toLowerCase().includes(word));
      if (residentId !== null && said != null) found.set(residentId, said);
    }
    return found;
  });
  return { holders, error };
}
