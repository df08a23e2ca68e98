import { useI18n } from "vue-i18n";
import type { ContractFinding } from "../../domain/contract-findings.ts";
import type { ContractView } from "../../domain/contract-view.ts";
import type { TimeWindow } from "../../domain/time-window.ts";
import { daysUntil, lastDayOf, startOf } from "../contract-draft.ts";
import { useFormat } from "./use-format.ts";
import { useMoney } from "./use-money.ts";

/** Contracts, and what is wrong with them, as sentences. */
export function useContractText() {
  const { t } = useI18n();
  const format = useFormat();
  const { yuan } = useMoney();
  /** The last day that the contract holds. */
  const lastDay = (toMs: number): string => format.date(startOf(lastDayOf(toMs)));

  function period({ fromMs, toMs }: ContractView): string {
    const from = format.date(fromMs);
    return toMs === null ? t("contracts.card.open", { from }) : t("contracts.card.period", { from, to: lastDay(toMs) });
  }
  /** How long it still holds, or how long ago it ended; nothing for a draft. */
  function left({ fromMs, toMs, status }: ContractView, now: number): string {
    if (status === "draft") return "";
    if (status === "signed") return t("contracts.card.starts", { n: daysUntil(fromMs, now) });
    if (toMs === null) return "";
    const days = daysUntil(toMs - 1, now);
    const key = status === "ended" ? "overEnded" : "over";
    if (status !== "active") return t(`contracts.card.${key}`, { n: Math.max(0, -daysUntil(toMs, now)) });
    return days === 0 ? t("contracts.card.today") : t("contracts.card.left", { n: days });
  }
  function days({ weekdays, days: kinds = [] }: TimeWindow): string {
    if (weekdays === undefined && kinds.length === 0) return t("contracts.form.days.all");
    return [
      ...(weekdays ?? []).map((day) => t(`load.telling.weekday.${day}`)),
      ...kinds.map((kind) => t(`load.telling.dayKind.${kind}`)),
    ].join(t("list"));
  }
  const hours = (windows: readonly TimeWindow[]): string =>
    windows.length === 0
      ? t("contracts.card.allHours")
      : windows.map((window) => `${days(window)} ${window.from}–${window.to}`).join(t("list"));
  const fee = ({ what, amountFen, per, payer }: ContractView["fees"][number]): string =>
    [what, amountFen === null ? "" : `${yuan(amountFen)} / ${t(`contracts.per.${per}`)}`, t(`contracts.payer.${payer}`)]
      .filter(Boolean)
      .join(" · ");
  function cooperation({ cooperationFee: one }: ContractView): string {
    if (one === null) return "";
    const amount = one.amountFen === null ? "" : `${yuan(one.amountFen)} / ${t(`contracts.per.${one.per}`)}`;
    return t("contracts.card.cooperation", { amount, text: one.text === "" ? "" : ` ${one.text}` });
  }
  function signatures({ signed }: ContractView): string[] {
    if (signed.facility === null && signed.clinic === null) return [t("contracts.card.noSignature")];
    return (["facility", "clinic"] as const).map((side) => {
      const one = signed[side];
      const name = t(`contracts.side.${side}`);
      if (one === null) return t("contracts.card.notSigned", { side: name });
      return t("contracts.card.signedBy", { side: name, name: one.name, date: format.date(one.atMs) });
    });
  }
  function finding(one: ContractFinding, contracts: readonly ContractView[], now: number): string {
    const contract = contracts.find(({ id }) => id === one.contractId);
    const date = one.endsMs === null ? "" : lastDay(one.endsMs);
    if (one.rule === "contract.missing") {
      const values = { n: one.uncovered, date };
      return t(one.endsMs === null ? "contracts.finding.missing" : "contracts.finding.missingSince", values);
    }
    const clinic = contract?.clinicName ?? "";
    const days = one.endsMs === null ? 0 : daysUntil(one.endsMs - 1, now);
    const key = one.rule === "contract.expired" ? "expired" : days <= 0 ? "expiringToday" : "expiring";
    const whose = contract?.residentName == null ? "" : t("contracts.finding.ofResident", { name: contract.residentName });
    return t(`contracts.finding.${key}`, { clinic, date, days }) + whose;
  }
  return { period, left, hours, fee, cooperation, signatures, finding, lastDay };
}
