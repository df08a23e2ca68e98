import type { Static } from "typebox";
import { storeToRefs } from "pinia";
import { ref, shallowRef } from "vue";
import { useI18n } from "vue-i18n";
import { PlaceView, ResidentView } from "../../../domain/api-schemas.ts";
import { readDeviceCode } from "../../../domain/device-code.ts";
import type { DeviceKind } from "../../../domain/device-kinds.ts";
import { DeviceByCode, LabelledDevice, SimulatorRun } from "../../../domain/setup.ts";
import { api, decode } from "../../api-client.ts";
import { useWrite } from "../../composables/use-write.ts";
import { readAll } from "../../read-all.ts";
import { useSetup } from "../../stores/setup.ts";

/** The first device of the home, and who gets it. */
export function useFirstDevice() {
  const { t } = useI18n();
  const setup = useSetup();
  const { isBusy, problem, send } = useWrite();
  const facilityId = setup.facilityId ?? "";
  const home = `/facilities/${encodeURIComponent(facilityId)}`;
  const places = shallowRef<Static<typeof PlaceView>[] | null>(null);
  const residents = shallowRef<ResidentView[]>([]);
  const error = ref<Error | null>(null);
  const found = shallowRef<DeviceByCode | null>(null);
  const { made } = storeToRefs(setup);
  const kind = ref<DeviceKind>("wristband");
  const holder = ref("");

  async function load(): Promise<void> {
    try {
      const of = `?facility=${encodeURIComponent(facilityId)}`;
      [places.value, residents.value] = await Promise.all([readAll(`/places${of}`, PlaceView), readAll(`/residents${of}`, ResidentView)]);
      const first = residents.value.find(({ id }) => id === setup.progress.residentId) ?? residents.value[0];
      holder.value = first === undefined ? "" : `resident:${first.id}`;
      error.value = null;
    } catch (cause) {
      error.value = cause instanceof Error ? cause : new Error(String(cause));
    }
  }
  /** Another device instead of the one whose settings are shown. */
  function another(): void {
    made.value = null;
    forget();
  }
  function forget(): void {
    found.value = null;
    problem.value = "";
    if (holder.value.startsWith("place:")) holder.value = "";
  }
  async function lookUp(text: string): Promise<void> {
    if (readDeviceCode(text) === null) return void (problem.value = t("setup.device.noCode"));
    const path = `${home}/device-by-code?text=${encodeURIComponent(text)}`;
    const sent = await send(() => api.get(path, DeviceByCode));
    if (sent === null) return;
    const answer = decode(DeviceByCode, sent.answer, path);
    if (answer.device?.revoked) return void (problem.value = t("setup.device.revoked"));
    found.value = answer;
    const { residentId = null, placeId = null } = answer.device ?? {};
    if (residentId !== null) holder.value = `resident:${residentId}`;
    else if (placeId !== null) holder.value = `place:${placeId}`;
  }
  function chosen(): { readonly residentId: string | null; readonly placeId: string | null } | null {
    const [type, id = ""] = holder.value.split(":");
    if (id === "") {
      problem.value = t("setup.device.noHolder");
      return null;
    }
    return type === "resident" ? { residentId: id, placeId: null } : { residentId: null, placeId: id };
  }
  /** A device that is registered gets its holder; a new one is registered, and its settings are shown. @returns go on at once */
  async function take(): Promise<boolean> {
    const to = chosen();
    if (to === null) return false;
    const known = found.value?.device ?? null;
    if (known !== null) {
      const path = `/devices/${encodeURIComponent(known.id)}/assignment`;
      const isHeld = known.residentId === to.residentId && known.placeId === to.placeId;
      if (!isHeld && (await send(() => api.post(path, to))) === null) return false;
      await setup.save({ residentId: to.residentId, deviceId: known.id });
      return true;
    }
    const path = `${home}/labelled-devices`;
    const sent = await send(() => api.post(path, { kind: kind.value, ...to, serial: found.value?.serial ?? null }));
    if (sent === null) return false;
    made.value = decode(LabelledDevice, sent.answer, path);
    await setup.save({ residentId: to.residentId, deviceId: made.value.device.id });
    return false;
  }
  async function simulate(): Promise<boolean> {
    const to = chosen();
    if (to === null) return false;
    const path = `${home}/setup-simulator`;
    const sent = await send(() => api.post(path, { residentId: to.residentId }));
    if (sent === null) return false;
    const { deviceId } = decode(SimulatorRun, sent.answer, path);
    await setup.save({ residentId: to.residentId, deviceId });
    return true;
  }
  return { places, residents, error, found, made, isBusy, problem, kind, holder, load, forget, another, lookUp, take, simulate };
}
