import { computed, type WritableComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";

/** Filters of a page in its address, so that a link shows the same list and the back button works. */
export function useQuery() {
  const route = useRoute();
  const router = useRouter();
  function read(name: string): string {
    const value = route.query[name];
    return typeof value === "string" ? value : "";
  }
  /** Empty: not in the address. `isStep`: the back button undoes it. */
  async function write(change: Readonly<Record<string, string>>, isStep = false): Promise<void> {
    const query = { ...route.query, ...change };
    const kept = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
    await (isStep ? router.push({ query: kept }) : router.replace({ query: kept }));
  }
  /** For `v-model`. */
  function model(name: string): WritableComputedRef<string> {
    return computed({ get: () => read(name), set: (value) => void write({ [name]: value }) });
  }
  return { read, write, model };
}
