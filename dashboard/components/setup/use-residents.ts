import type { Static } from "typebox";
import { computed, ref, shallowRef } from "vue";
import { PlaceView, ResidentView } from "../../../domain/api-schemas.ts";
import { localYear } from "../../../domain/local-time.ts";
import { checkResidents, writtenResident, type ResidentColumn, type WrittenResident } from "../../../domain/resident-sheet.ts";
import { ResidentBatchAdded } from "../../../domain/setup.ts";
import { api, decode } from "../../api-client.ts";
import { useWrite } from "../../composables/use-write.ts";
import { readAll } from "../../read-all.ts";

export interface ResidentLine {
  /** Of this line, for as long as it is on the screen. */
  readonly id: number;
  readonly written: WrittenResident;
}
const isEmpty = ({ written }: ResidentLine): boolean => Object.values(written).every((text) => text === "");

/** Lines of residents who are to be added, typed or read from a file, with every mistake at its cell. */
export function useResidents(facilityId: string) {
  const { isBusy, problem, send } = useWrite();
  const places = shallowRef<Static<typeof PlaceView>[] | null>(null);
  const residents = shallowRef<ResidentView[]>([]);
  const error = ref<Error | null>(null);
  let last = 0;
  const newLine = (written = writtenResident({})): ResidentLine => ({ id: (last += 1), written });
  const lines = shallowRef<readonly ResidentLine[]>([newLine()]);
  /** Of the confirmation of exactly these lines: pressed twice, or sent again after an answer was lost, it is done once. */
  let key = { text: "", value: "" };

  async function load(): Promise<void> {
    try {
      const of = `?facility=${encodeURIComponent(facilityId)}`;
      [places.value, residents.value] = await Promise.all([readAll(`/places${of}`, PlaceView), readAll(`/residents${of}`, ResidentView)]);
      error.value = null;
    } catch (cause) {
      error.value = cause instanceof Error ? cause : new Error(String(cause));
    }
  }
  const filled = computed(() => lines.value.filter((line) => !isEmpty(line)));
  const checked = computed(() =>
    checkResidents(
      filled.value.map(({ written }) => written),
      { places: places.value ?? [], residents: residents.value, year: localYear(Date.now()) },
    ),
  );
  /** By line and column. */
  const problems = computed(() => {
    const byLine = new Map<number, Partial<Record<ResidentColumn, string>>>();
    for (const { row, column, why } of checked.value.problems) {
      const id = filled.value[row]?.id ?? 0;
      byLine.set(id, { ...byLine.get(id), [column]: why });
    }
    return byLine;
  });
  function change(id: number, column: ResidentColumn, text: string): void {
    lines.value = lines.value.map((line) => (line.id === id ? { ...line, written: { ...line.written, [column]: text.trim() } } : line));
  }
  function put(written: readonly WrittenResident[]): void {
    lines.value = [...filled.value, ...written.map((one) => newLine(one))];
  }
  const add = (): void => void (lines.value = [...lines.value, newLine()]);
  const remove = (id: number): void => void (lines.value = lines.value.filter((line) => line.id !== id));
  /** @returns how many were added; `null`: none, and `problem` says why */
  async function confirm(): Promise<number | null> {
    const rows = filled.value.map(({ written }) => written);
    const text = JSON.stringify(rows);
    // Not crypto.randomUUID: browsers have it on https addresses only.
    if (key.text !== text)
      key = { text, value: [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(16).padStart(8, "0")).join("") };
    const path = `/facilities/${encodeURIComponent(facilityId)}/residents/batch`;
    const sent = await send(() => api.post(path, { key: key.value, rows }));
    if (sent === null) return null;
    const { ids } = decode(ResidentBatchAdded, sent.answer, path);
    lines.value = [newLine()];
    await load();
    return ids.length;
  }
  return { places, residents, error, lines, filled, problems, isBusy, problem, load, change, put, add, remove, confirm };
}
