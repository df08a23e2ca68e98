import { computed, shallowRef, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { AlertView } from "../../domain/alert.ts";
import { isAlertView, placeOf, type AlertViewName } from "../alert-views.ts";
import { useLive } from "../stores/live.ts";
import { useResource } from "./use-resource.ts";

const one = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/**
 * Which list and which alert the address names, `?view=` and `?alert=`. The alert comes live while it is open, and by REST when it is closed,
 * of another home, or not in the picture yet.
 */
export function useSelectedAlert() {
  const live = useLive();
  const route = useRoute();
  const router = useRouter();
  const id = computed(() => one(route.query["alert"]));
  const open = computed(() => (id.value === null ? undefined : live.alerts.get(id.value)));
  const read = useResource(
    AlertView,
    () => (id.value !== null && open.value === undefined && live.state !== "loading" ? `/alerts/${encodeURIComponent(id.value)}` : null),
    15_000,
  );
  /** What is shown until the next answer comes. */
  const last = shallowRef<AlertView | null>(null);
  watch(
    [open, read.data, id],
    ([now, answer]) => {
      const known = now ?? (answer?.id === id.value ? answer : null);
      if (known !== null) last.value = known;
      else if (last.value?.id !== id.value) last.value = null;
    },
    { immediate: true },
  );
  const view = computed((): AlertViewName => {
    const asked = one(route.query["view"]);
    if (isAlertView(asked)) return asked;
    return id.value !== null && last.value !== null ? placeOf(last.value) : "active";
  });
  const error = computed(() => (last.value === null && open.value === undefined ? read.error.value : null));

  function to(alertId: string | null, name: AlertViewName = view.value) {
    return { path: "/alerts", query: { view: name, ...(alertId === null ? {} : { alert: alertId }) } };
  }
  return { id, view, alert: last, error, reload: read.reload, to, select: (alertId: string | null) => router.replace(to(alertId)) };
}
