import type { Static } from "typebox";
import { computed } from "vue";
import { useI18n } from "vue-i18n";
import type { DeviceView } from "../../../domain/api-admin-schemas.ts";
import { PlaceView } from "../../../domain/api-schemas.ts";
import { useAllPages } from "../../composables/use-all-pages.ts";
import { useLive } from "../../stores/live.ts";
import { useSession } from "../../stores/session.ts";

export interface Holder {
  readonly id: string;
  readonly text: string;
}
/** Who may hold a device: residents with their rooms, and places; and who holds one, in words. */
export function useHolders() {
  const { t } = useI18n();
  const session = useSession();
  const live = useLive();
  const places = useAllPages(PlaceView, () =>
    session.facilityId === null ? null : `/places?facility=${encodeURIComponent(session.facilityId)}`,
  );
  const byText = (a: Holder, b: Holder): number => a.text.localeCompare(b.text, undefined, { numeric: true });
  const placeText = ({ building, floor, name }: Static<typeof PlaceView>): string =>
    [building, floor === "" ? "" : t("manage.devices.floor", { floor }), name].filter((part) => part !== "").join(" ");
  const residents = computed<readonly Holder[]>(() =>
    [...live.tiles.values()].map(({ residentId, room, name }) => ({ id: residentId, text: `${room} ${name}` })).toSorted(byText),
  );
  const rooms = computed<readonly Holder[]>(() =>
    (places.rows.value ?? []).map((place) => ({ id: place.id, text: placeText(place) })).toSorted(byText),
  );
  const residentTexts = computed(() => new Map(residents.value.map(({ id, text }) => [id, text])));
  const roomTexts = computed(() => new Map(rooms.value.map(({ id, text }) => [id, text])));
  /** "302 王秀英", a room, or that nobody holds it. */
  function holderText({ residentId, placeId }: Pick<DeviceView, "residentId" | "placeId">): string {
    if (residentId !== null) return residentTexts.value.get(residentId) ?? t("manage.devices.formerResident");
    if (placeId !== null) return roomTexts.value.get(placeId) ?? t("manage.devices.aRoom");
    return t("manage.devices.nobody");
  }
  return { residents, rooms, places: places.rows, holderText };
}
