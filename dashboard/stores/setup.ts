import { defineStore } from "pinia";
import type { Static } from "typebox";
import { computed, ref, shallowRef } from "vue";
import { NO_PROGRESS, SETUP_STEPS, SetupProgress, type LabelledDevice, type SetupStep } from "../../domain/setup.ts";
import { api } from "../api-client.ts";
import { useSession } from "./session.ts";

/** How far the set-up is. Kept by the server from the administrator on: another browser goes on where this one stopped. */
export const useSetup = defineStore("setup", () => {
  const session = useSession();
  const progress = ref<SetupProgress>({ ...NO_PROGRESS });
  const isLoaded = ref(false);
  /** The device that was registered in this tab: its password is shown again when its step is gone back to, and forgotten with the tab. */
  const made = shallowRef<Static<typeof LabelledDevice> | null>(null);
  const isAdministrator = computed(() => session.user?.role === "administrator");
  const facilityId = computed(() => progress.value.facilityId);

  async function load(): Promise<void> {
    if (isAdministrator.value) {
      progress.value = await api.get("/setup/progress", SetupProgress);
      await session.lookForFacility();
      // A home that was made otherwise is gone on with.
      progress.value.facilityId ??= session.facilities[0]?.id ?? null;
      if (progress.value.facilityId !== null) session.facilityId = progress.value.facilityId;
    } else await session.askSetup();
    isLoaded.value = true;
  }
  async function save(change: Partial<SetupProgress>): Promise<void> {
    progress.value = { ...progress.value, ...change };
    if (isAdministrator.value) await api.put("/setup/progress", progress.value);
  }
  /** What must be there before a step can be shown. */
  function isOpen(step: SetupStep): boolean {
    if (step === "language" || step === "administrator") return true;
    if (!isAdministrator.value) return false;
    return step === "home" || facilityId.value !== null;
  }
  /** Where the set-up goes on for whoever opens it. */
  const current = computed<SetupStep>(() => {
    if (!isAdministrator.value) return "language";
    return isOpen(progress.value.step) ? progress.value.step : "home";
  });
  const next = (step: SetupStep): SetupStep => SETUP_STEPS[SETUP_STEPS.indexOf(step) + 1] ?? "done";
  const before = (step: SetupStep): SetupStep | null => SETUP_STEPS[SETUP_STEPS.indexOf(step) - 1] ?? null;
  return { made, progress, isLoaded, isAdministrator, facilityId, current, load, save, isOpen, next, before };
});
