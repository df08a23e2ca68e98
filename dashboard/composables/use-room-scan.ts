import { ref, watch } from "vue";
import { useI18n } from "vue-i18n";
import { useRoute, useRouter } from "vue-router";
import { readRoomCode } from "../../domain/room-code.ts";
import { useActions } from "../stores/actions.ts";
import { useHere } from "../stores/here.ts";
import { useLive } from "../stores/live.ts";
import { useShiftGate } from "../stores/shift-gate.ts";
import { useErrorText } from "./use-error-text.ts";

/** The code at the door or bed: says where the carer is, and is the arrival at whatever calls from there. Also from a link (`/shift?room=…`). */
export function useRoomScan(facilityId: () => string | null) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const route = useRoute();
  const router = useRouter();
  const live = useLive();
  const here = useHere();
  const gate = useShiftGate();
  const actions = useActions();
  const isOpen = ref(false);
  const isBusy = ref(false);
  const problem = ref("");
  const said = ref("");

  async function found(text: string): Promise<void> {
    const home = facilityId();
    const code = readRoomCode(text);
    problem.value = code === null ? t("handset.room.unknown") : "";
    if (code === null || home === null || isBusy.value) return;
    isBusy.value = true;
    try {
      const place = await here.find(code, home);
      if (place === null) return void (problem.value = t("handset.room.unknown"));
      isOpen.value = false;
      here.stand(place.name);
      const tile = [...live.tiles.values()].find((one) => one.room === place.name);
      const calls = live.physiological.filter(({ room, onSite }) => room === place.name && onSite.owed && onSite.state !== "done");
      for (const { id } of calls) actions.press(id, { type: "arrive", notUrgent: false, room: code });
      const room = t("shift.room", { room: tile?.room ?? place.name });
      said.value = t(calls.length > 0 ? "handset.room.arrived" : "handset.room.calm", { room });
    } catch (error) {
      problem.value = error instanceof Error ? errorText(error) : String(error);
    } finally {
      isBusy.value = false;
    }
  }
  /** Nobody's handset cannot look up rooms, and an arrival needs a name. */
  const scanned = (text: string): void => gate.asSomebody(() => void found(text));
  watch(
    [() => route.query["room"], () => live.state],
    ([room, state]) => {
      if (typeof room !== "string" || state !== "ready") return;
      void router.replace({ query: { ...route.query, room: undefined } });
      scanned(room);
    },
    { immediate: true },
  );
  return { isOpen, isBusy, problem, said, scanned };
}
