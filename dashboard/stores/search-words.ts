import { defineStore } from "pinia";
import { reactive, toRefs, watch } from "vue";
import { useSession } from "./session.ts";

/**
 * What somebody looks for in the lists of devices and of people: often a name. It is in no address and in no storage, and ends with the tab or
 * with who is signed in.
 */
export const useSearchWords = defineStore("search-words", () => {
  const session = useSession();
  const words = reactive({ devices: "", people: "" });
  watch(
    () => session.user?.id,
    () => Object.assign(words, { devices: "", people: "" }),
  );
  return toRefs(words);
});
