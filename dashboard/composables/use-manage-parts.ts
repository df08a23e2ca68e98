import { computed } from "vue";
import { useRoute } from "vue-router";
import { CONTRACT_RULES } from "../../domain/contract-findings.ts";
import { MANAGE_GROUPS, MANAGE_PARTS, type ManagePart } from "../manage-parts.ts";
import { useLive } from "../stores/live.ts";
import { useRights } from "./use-rights.ts";

/** The parts of 管理 that the signed-in person may use, which of them is shown, and what waits behind each. */
export function useManageParts() {
  const route = useRoute();
  const live = useLive();
  const { may } = useRights();
  const parts = computed(() => MANAGE_PARTS.filter(({ action }) => may(action)));
  const groups = computed(() =>
    MANAGE_GROUPS.map((id) => ({ id, parts: parts.value.filter(({ group }) => group === id) })).filter((group) => group.parts.length > 0),
  );
  const current = computed(() => {
    const here: readonly ManagePart[] = parts.value.filter(({ path }) => path === route.path);
    return (here.find(({ tab }) => tab !== undefined && tab === route.query["tab"]) ?? here.find(({ tab }) => tab === undefined) ?? here[0])
      ?.id;
  });
  const waiting = computed<Readonly<Partial<Record<string, number>>>>(() => ({
    contracts: live.technical.filter(({ rule }) => CONTRACT_RULES.some((one) => one === rule)).length,
  }));
  const linkTo = ({ path, tab }: ManagePart) => (tab === undefined ? path : { path, query: { tab } });
  return { parts, groups, current, waiting, linkTo };
}
