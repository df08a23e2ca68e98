import { Type, type Static } from "typebox";

const closed = { additionalProperties: false };
/** Who pays, DOMAIN §5.15: 基本医保, 大病, 医疗救助, 长护险, 公卫经费, 救助供养, 自费. */
export const PAYERS = [
  "basicInsurance",
  "majorIllness",
  "medicalAid",
  "longTermCare",
  "publicHealth",
  "destituteSupport",
  "ownPocket",
] as const;
export type Payer = (typeof PAYERS)[number];
/** What a fee is for, DOMAIN §5.15: 诊治, 医疗护理, 医疗康复 | 生活照护, 膳食, 养老床位. */
export const FEE_CLASSES = ["treatment", "nursing", "rehabilitation", "dailyCare", "meals", "careBed"] as const;
export type FeeClass = (typeof FEE_CLASSES)[number];
export const FEE_PERIODS = ["once", "visit", "month", "year"] as const;

/** Amounts in fen (分), so that sums are exact; `null`: agreed in words only. 10 billion fen is 100 million yuan. */
const Fen = Type.Union([Type.Integer({ minimum: 0, maximum: 10_000_000_000, description: "fen (分)" }), Type.Null()]);
export const FeeItem = Type.Object(
  {
    what: Type.String({ minLength: 1, maxLength: 200 }),
    class: Type.Enum(FEE_CLASSES),
    amountFen: Fen,
    per: Type.Enum(FEE_PERIODS),
    payer: Type.Enum(PAYERS),
  },
  closed,
);
export type FeeItem = Static<typeof FeeItem>;
/** 服务合作费用, 000 (十七): what the home pays the clinic for working together, as negotiated. */
export const CooperationFee = Type.Object({ amountFen: Fen, per: Type.Enum(FEE_PERIODS), text: Type.String({ maxLength: 500 }) }, closed);
export type CooperationFee = Static<typeof CooperationFee>;

const OF_MEDICINE: ReadonlySet<FeeClass> = new Set(["treatment", "nursing", "rehabilitation"]);
/** Why a list of fees may not stand, in words; `null`: it may. 000 (二十六): basic insurance never pays for living care. */
export function feeProblem(fees: readonly FeeItem[]): string | null {
  const wrong = fees.findIndex((fee) => fee.payer === "basicInsurance" && !OF_MEDICINE.has(fee.class));
  return wrong < 0 ? null : `fee ${wrong + 1} is living care, which basic insurance never pays for: name another payer`;
}
/** What an entry of the separate account is about, 000 (十八): after costs and funds the money goes to people, above all to those who visit. */
export const ACCOUNT_USES = ["received", "cost", "funds", "visitingStaff", "otherStaff", "other"] as const;
export type AccountUse = (typeof ACCOUNT_USES)[number];
