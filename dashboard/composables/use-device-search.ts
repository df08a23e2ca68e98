import { computed } from "vue";
import { Type } from "typebox";
import { DeviceView } from "../../domain/api-admin-schemas.ts";
import { Nullable } from "../../domain/api-schemas.ts";
import { useResource } from "./use-resource.ts";
import { useRights } from "./use-rights.ts";

/** Fewer letters are part of nearly every label. */
const LEAST_LETTERS = 3;
const Devices = Type.Object({ items: Type.Array(DeviceView), next: Nullable(Type.String()) });

/**
 * Who holds a device whose label, serial number, address or id holds what was typed: resident → what it says on the device. The list of
 * devices is read when somebody first looks for something long enough.
 */
export function useDeviceSearch(facilityId: () => string | null, typed: () => string) {
  const { may } = useRights();
  const isWanted = computed(() => typed().trim().length >= LEAST_LETTERS);
  const { data, error } = useResource(Devices, () => {
    const id = facilityId();
    return isWanted.value && id !== null && may("readDevices") ? `/devices?facility=${encodeURIComponent(id)}&limit=200` : null;
  });
  const holders = computed<ReadonlyMap<string, string>>(() => {
    const found = new Map<string, string>();
    const word = typed().trim().toLowerCase();
    if (!isWanted.value) return found;
    for (const { id, residentId, address, label = null, serial = null } of data.value?.items ?? []) {
      const said = [label, serial, address, id].find((one) => one?.toLowerCase().includes(word));
      if (residentId !== null && said != null) found.set(residentId, said);
    }
    return found;
  });
  return { holders, error };
}
