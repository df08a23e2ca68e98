import { computed, inject, provide, ref, watch, type InjectionKey } from "vue";
import { ResidentPage as ResidentAnswer } from "../../domain/api-schemas.ts";
import { CarePlanView } from "../../domain/care-plan.ts";
import { ENTRY_KIND } from "../../domain/device-kinds.ts";
import { RecordView } from "../../domain/resident-record.ts";
import { AlertList, HeldDeviceList, LimitList, RuleList } from "../api-shapes.ts";
import { useResource } from "../composables/use-resource.ts";
import { useRights } from "../composables/use-rights.ts";
import { useServerNow } from "../composables/use-server-now.ts";
import { useLive } from "../stores/live.ts";

/** What was laid down begins two seconds later. */
const BEGINS_AFTER_MS = 2_500;
const KEY: InjectionKey<ResidentContext> = Symbol("resident");
export type ResidentContext = ReturnType<typeof provideResident>;

/** What several sections of a resident's page read, each thing asked for once. Called by the page; sections take it with `useResident`. */
export function provideResident(id: string) {
  const live = useLive();
  const { may } = useRights();
  const { now } = useServerNow();
  const path = `/residents/${encodeURIComponent(id)}`;
  const page = useResource(ResidentAnswer, () => path, 60_000);
  const devices = useResource(HeldDeviceList, () => `${path}/devices`, 60_000);
  const openRead = useResource(AlertList, () => `/alerts?resident=${encodeURIComponent(id)}&open=true`);
  const resident = computed(() => page.data.value?.resident ?? null);
  const scopes = computed(() => page.data.value?.scopes ?? []);
  const limits = useResource(LimitList, () => (scopes.value.includes("vitals") ? `${path}/limits` : null), 300_000);
  const rules = useResource(RuleList, () =>
    resident.value !== null && may("readRules") ? `/facilities/${encodeURIComponent(resident.value.facilityId)}/rules` : null,
  );
  const plan = useResource(CarePlanView, () => (may("readCarePlan") ? `${path}/care-plan` : null), 300_000);
  const record = useResource(RecordView, () => (may("readRecord") ? `${path}/record` : null), 300_000);
  /** The live tile where this screen may watch the home, else what was read last. */
  const tile = computed(() => live.tiles.get(id) ?? page.data.value?.tile ?? null);
  const open = computed(() =>
    live.state === "ready" ? live.openAlerts.filter((alert) => alert.residentId === id) : (openRead.data.value?.items ?? []),
  );
  /** Grows when something happened that belongs into what happened. */
  const happened = ref(0);
  watch(
    () => open.value.map((alert) => `${alert.id} ${alert.timeline.length}`).join(),
    () => happened.value++,
  );
  const context = {
    ...{ id, path, now, page, resident, scopes, tile, open, limits, rules, plan, record, happened },
    devices: {
      ...devices,
      /** Without what stands for a person's typing. */
      hardware: computed(() => devices.data.value?.items.filter(({ kind }) => kind !== ENTRY_KIND) ?? null),
    },
    planChanged(): void {
      plan.reload();
      setTimeout(limits.reload, BEGINS_AFTER_MS);
    },
  };
  provide(KEY, context);
  return context;
}
/** @throws {Error} outside a resident's page */
export function useResident(): ResidentContext {
  const context = inject(KEY);
  if (context === undefined) throw new Error("a section of a resident's page stands outside of one");
  return context;
}
