import { HeldDeviceList } from "../api-shapes.ts";
import { useLive } from "../stores/live.ts";
import { useSession } from "../stores/session.ts";
import { useKindName } from "./use-kind-name.ts";
import { useResource } from "./use-resource.ts";

/** Residents by room and name, devices by kind and holder, as far as this person may know them; else their ids. */
export function useDeviceNames() {
  const session = useSession();
  const live = useLive();
  const kindName = useKindName();
  const { data } = useResource(HeldDeviceList, () =>
    session.facilityId === null || session.user?.role === "regulator"
      ? null
      : `/devices?facility=${encodeURIComponent(session.facilityId)}`,
  );
  function resident(id: string): string {
    const tile = live.tiles.get(id);
    return tile === undefined ? id : `${tile.room} ${tile.name}`;
  }
  function device(id: string): string {
    const known = data.value?.items.find((one) => one.id === id);
    if (known === undefined) return id;
    const holder = known.residentId === null ? "" : ` · ${resident(known.residentId)}`;
    return `${kindName(known.kind)}${holder}`;
  }
  return { resident, device };
}
