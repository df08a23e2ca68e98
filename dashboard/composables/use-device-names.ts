import { DeviceView } from "../../domain/api-admin-schemas.ts";
import { useLive } from "../stores/live.ts";
import { useSession } from "../stores/session.ts";
import { useAllPages } from "./use-all-pages.ts";
import { useKindName } from "./use-kind-name.ts";

/** Residents by room and name, devices by kind and holder, as far as this person may know them; else their ids. */
export function useDeviceNames() {
  const session = useSession();
  const live = useLive();
  const kindName = useKindName();
  const { rows } = useAllPages(DeviceView, () =>
    session.facilityId === null || session.user?.role === "regulator"
      ? null
      : `/devices?facility=${encodeURIComponent(session.facilityId)}`,
  );
  function resident(id: string): string {
    const tile = live.tiles.get(id);
    return tile === undefined ? id : `${tile.room} ${tile.name}`;
  }
  function device(id: string): string {
    const known = rows.value?.find((one) => one.id === id);
    if (known === undefined) return id;
    const holder = known.residentId === null ? "" : ` · ${resident(known.residentId)}`;
    return `${kindName(known.kind)}${holder}`;
  }
  return { resident, device };
}
