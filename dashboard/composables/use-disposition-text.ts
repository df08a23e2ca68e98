import { useI18n } from "vue-i18n";
import type { DispositionView } from "../../domain/disposition.ts";
import { useFormat } from "./use-format.ts";
import { usePersonName } from "./use-person-name.ts";

/** What a doctor decided, as a sentence for the people on site. */
export function useDispositionText() {
  const { t } = useI18n();
  const format = useFormat();
  const person = usePersonName();
  /** "阳光诊所：上门，约 15 分钟" */
  function says(one: Pick<DispositionView, "type" | "clinic" | "at" | "etaAt" | "department" | "calledBy">): string {
    const clinic = one.clinic === "" ? t("clinicSays.own") : one.clinic;
    const n = one.etaAt === null ? "" : Math.round((one.etaAt - one.at) / 60_000);
    const key = one.type === "ambulance" ? (one.calledBy === "home" ? "ambulanceHome" : "ambulanceClinic") : one.type;
    return t(`clinicSays.${key}`, { clinic, n, department: one.department ?? "" });
  }
  /** What became of a visit, or when somebody should be there. */
  function visit({ type, etaAt, arrivedAt, overdueAt }: DispositionView, now: number): string {
    if (type !== "visit" || etaAt === null) return "";
    if (arrivedAt !== null) return t("clinicSays.arrived", { time: format.minuteTime(arrivedAt) });
    if (overdueAt !== null) return t("clinicSays.overdue");
    if (etaAt <= now) return t("clinicSays.etaPast", { time: format.minuteTime(etaAt) });
    return t("clinicSays.eta", { time: format.minuteTime(etaAt), d: format.duration(etaAt - now) });
  }
  const by = ({ by: who, at }: Pick<DispositionView, "by" | "at">): string =>
    t("clinicSays.by", { who: person(who), time: format.minuteTime(at) });
  return { says, visit, by, person };
}
