import { defineStore } from "pinia";
import { computed, ref } from "vue";

const KEPT_UNDER = "anhu.rooms";

function kept(): string[] {
  const list: unknown = JSON.parse(sessionStorage.getItem(KEPT_UNDER) ?? "[]");
  return Array.isArray(list) ? list.filter((room) => typeof room === "string") : [];
}
/** The rooms of this shift: room numbers only, kept until the tab is closed. None chosen = all rooms. */
export const useMyRooms = defineStore("my-rooms", () => {
  const rooms = ref<ReadonlySet<string>>(new Set(kept()));
  const isAll = computed(() => rooms.value.size === 0);
  function choose(next: Iterable<string>): void {
    rooms.value = new Set(next);
    sessionStorage.setItem(KEPT_UNDER, JSON.stringify([...rooms.value]));
  }
  return { rooms, isAll, choose, has: (room: string): boolean => isAll.value || rooms.value.has(room) };
});
