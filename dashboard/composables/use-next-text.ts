import { useI18n } from "vue-i18n";
import type { AlertNext, NextTold } from "../../domain/alert-next.ts";
import { useAlertText } from "./use-alert-text.ts";

/** Who is told next, as words: "护士（赵敏）、阳光社区卫生服务中心". */
export function useNextText() {
  const { t } = useI18n();
  const { person } = useAlertText();
  /** Somebody by name with the role before it; a clinic by its name alone. */
  function named({ role, name }: NextTold["who"][number]): string {
    if (name === null) return person(role === "clinic" ? "clinicStaff" : role);
    return role === "clinic" ? name : t("alerts.next.named", { role: person(role), name });
  }
  function one(item: NextTold): string {
    if (item.target === "call120") return t("alerts.next.prompt");
    const who = (item.who.length === 0 ? [{ role: item.target, name: null, phone: null }] : item.who).map(named).join(t("list"));
    const whom = item.gap ? `${who} (${t("alerts.next.gap")})` : who;
    return item.how === "callByStaff" ? t("alerts.next.call", { who: whom }) : whom;
  }
  return {
    /** What happens at one step; who is merely told comes first, in one list. */
    step({ items }: AlertNext["steps"][number]): string {
      const isTold = ({ how }: NextTold): boolean => how === "screen" || how === "webhook";
      const told = items.filter(isTold).map(one);
      const rest = items.filter((item) => !isTold(item)).map(one);
      return [...(told.length > 0 ? [t("alerts.next.whom", { who: told.join(t("list")) })] : []), ...rest].join(" · ");
    },
  };
}
