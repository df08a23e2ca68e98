import { POLICE_AFTER_MS } from "../../domain/search.ts";
import type { SearchView } from "../../domain/search-view.ts";
import type { AlertView } from "../../domain/alert.ts";
import { NOW } from "./mock-home.ts";

const ZONES = [
  ["plc_gate", "北门"],
  ["plc_yard", "花园"],
  ["plc_hall", "一层大厅"],
  ["plc_dining", "餐厅"],
  ["rooms/1/3", "1 号楼 3 层"],
  ["rooms/1/4", "1 号楼 4 层"],
] as const;
type Notes = SearchView["photo"];

/** The search of the mock home: who noted what, and the newest on the screens of all. */
export function makeSearches() {
  const notes = new Map<string, Notes[number][]>();
  const of = (alert: AlertView, item: string): Notes => notes.get(`${alert.id} ${item}`) ?? [];
  function add(alert: AlertView, item: string, text: string | null, by = "李娜", at = NOW): void {
    notes.set(`${alert.id} ${item}`, [...of(alert, item), { by, at, text }]);
  }
  return {
    clear: () => notes.clear(),
    add,
    view(alert: AlertView): SearchView {
      if (notes.size === 0) {
        add(alert, "zone:plc_gate", null, "张伟", NOW - 5 * 60_000);
        add(alert, "clothing", "灰色外套、黑布鞋", "张伟", NOW - 6 * 60_000);
      }
      const dueAt = alert.raisedAt + POLICE_AFTER_MS;
      const called = of(alert, "police");
      const isOpen = alert.state !== "resolved";
      return {
        alertId: alert.id,
        openedAt: alert.raisedAt,
        closedAt: alert.resolvedAt,
        lastPlace: isOpen ? { name: "北门", at: NOW - 9 * 60_000 } : null,
        lastPosition: isOpen ? { latitude: 31.23041, longitude: 121.47372, accuracyM: 18, at: NOW - 8 * 60_000 } : null,
        photo: of(alert, "photo"),
        clothing: of(alert, "clothing"),
        zones: ZONES.map(([id, name]) => ({ id, name, searched: of(alert, `zone:${id}`) })),
        family: { told: of(alert, "family"), contacts: [{ name: "王小明", phone: "139 0000 2211" }] },
        police: { dueAt, isDue: isOpen && NOW >= dueAt && called.length === 0, called },
      };
    },
  };
}
