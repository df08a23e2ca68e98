import { useI18n } from "vue-i18n";
import type { PersonThere, RoomThere } from "./floor-people.ts";

const SHAPE = { critical: "▲", warning: "◆", info: "●" } as const;
const RANK = { critical: 3, warning: 2, info: 1 } as const;

/** How a room looks on the plan: number, worst open alert as colour, shape and word, and who is there. Built of text alone. */
export function useFloorMark() {
  const { t } = useI18n();
  function stateWords({ severity, isTaken, hasGaps, isVisiting }: PersonThere): string {
    const state = severity === null ? t("map.floor.calm") : `${SHAPE[severity]} ${t(`severity.${severity}`)}`;
    const more = [
      isTaken ? t("map.floor.taken") : "",
      hasGaps ? t("map.floor.silentUnknown") : "",
      isVisiting ? t("map.floor.seenHere") : "",
    ];
    return [state, ...more.filter((part) => part !== "")].join(t("list"));
  }
  function worstOf({ people }: RoomThere): PersonThere | null {
    const alarming = people.filter(({ severity }) => severity !== null);
    const rank = ({ severity, isTaken }: PersonThere): number => (severity === null ? 0 : RANK[severity] - (isTaken ? 0.5 : 0));
    return alarming.reduce<PersonThere | null>((worst, one) => (worst === null || rank(one) > rank(worst) ? one : worst), null);
  }
  function markOf(there: RoomThere): { body: HTMLElement; state: string } {
    const worst = worstOf(there);
    const body = document.createElement("span");
    const add = (tag: string, className: string, text: string): void => {
      const line = document.createElement(tag);
      line.className = className;
      line.textContent = text;
      body.append(line, " ");
    };
    add("b", "", there.room.name);
    if (worst?.severity != null) add("div", "line word", `${SHAPE[worst.severity]} ${t(`severity.${worst.severity}`)}`);
    for (const one of there.people) {
      add("div", "line", one.name);
      add("span", "visually-hidden", stateWords(one));
    }
    if (there.people.length === 0) add("span", "visually-hidden", t("map.floor.empty"));
    const alarm = worst?.severity == null ? "" : `${worst.severity}${worst.isTaken ? " taken" : ""}`;
    return { body, state: there.people.length === 0 ? "empty" : alarm };
  }
  return { markOf, stateWords };
}
