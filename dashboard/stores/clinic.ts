import { defineStore } from "pinia";
import { computed, ref, shallowReactive, shallowRef } from "vue";
import type { ClinicInbox, ClinicItem, ClinicState } from "../../domain/clinic-console.ts";
import { SEVERITY_RANK } from "../alert-order.ts";
import { useLive } from "./live.ts";
import { useSession } from "./session.ts";

const STATE_RANK: Readonly<Record<ClinicState, number>> = { unanswered: 0, mine: 1, others: 2, refused: 3, closed: 4 };

/** The inbox of one clinic as the server last told it. The age of the link stands in the live store. */
export const useClinic = defineStore("clinic", () => {
  const live = useLive();
  const session = useSession();
  const clinic = shallowRef<ClinicInbox["clinic"] | null>(null);
  const items = shallowReactive(new Map<string, ClinicItem>());
  const state = ref<"loading" | "ready" | "error">("loading");
  const error = shallowRef<Error | null>(null);
  /** Grows when an alert ended: what is over today is read again. */
  const ended = ref(0);

  /** An answer to a press comes before the event that tells of it. */
  function asPressed(item: ClinicItem): ClinicItem {
    const alert = live.alerts.get(item.alert.id) ?? item.alert;
    if (alert === item.alert) return item;
    const { state: track, byId } = alert.medical;
    const isTaken = item.state === "unanswered" && track !== "waiting";
    return { ...item, alert, state: isTaken ? (byId !== undefined && byId === session.user?.id ? "mine" : "others") : item.state };
  }
  const sorted = computed(() =>
    [...items.values()]
      .map(asPressed)
      .sort(
        (a, b) =>
          STATE_RANK[a.state] - STATE_RANK[b.state] ||
          SEVERITY_RANK[a.alert.severity] - SEVERITY_RANK[b.alert.severity] ||
          a.toldAt - b.toldAt,
      ),
  );
  const of = (wanted: ClinicState) => computed(() => sorted.value.filter((item) => item.state === wanted));

  /** An answer that is older than this is told by it in the live store (`stores/actions.ts`). */
  function show(item: ClinicItem): void {
    items.set(item.alert.id, item);
    live.alerts.set(item.alert.id, item.alert);
  }
  function applyInbox(inbox: ClinicInbox): void {
    clinic.value = inbox.clinic;
    items.clear();
    live.alerts.clear();
    for (const item of inbox.items) show(item);
    live.isSimulated = inbox.simulated;
    live.hear(inbox.now);
    state.value = "ready";
    error.value = null;
    ended.value += 1;
  }
  function applyItem(item: ClinicItem): void {
    if (item.state === "closed") drop(item.alert.id);
    else show(item);
  }
  function drop(alertId: string): void {
    live.alerts.delete(alertId);
    if (items.delete(alertId)) ended.value += 1;
  }
  function fail(cause: Error): void {
    error.value = cause;
    if (state.value !== "ready") state.value = "error";
  }
  function clear(): void {
    clinic.value = null;
    items.clear();
    state.value = "loading";
    error.value = null;
  }
  return {
    clinic,
    state,
    error,
    ended,
    unanswered: of("unanswered"),
    mine: of("mine"),
    others: of("others"),
    refused: of("refused"),
    applyInbox,
    applyItem,
    drop,
    fail,
    clear,
  };
});
