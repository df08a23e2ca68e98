import { defineStore } from "pinia";
import { ref } from "vue";
import type { LocationQuery } from "vue-router";

/** What was looked for in the list of residents, for the way back to it. A name is in no address and in no storage: it ends with the tab. */
export const useResidentSearch = defineStore("resident-search", () => {
  const words = ref("");
  const filters = ref<LocationQuery>({});
  return { words, filters };
});
