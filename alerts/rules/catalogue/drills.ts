import { DRILL_FAILED_RULE, DRILL_RULE } from "../../../domain/drill.ts";
import type { ConditionRule, EventRule } from "../types.ts";

/** A drill runs the whole way of an SOS; it has a rule of its own, so that it never meets a real one (domain/drill.ts). */
export const DRILL_EVENT: EventRule = {
  type: "event",
  id: DRILL_RULE,
  event: "sos",
  kind: "sos",
  class: "physiological",
  severity: "critical",
  latched: true,
  source: "DOMAIN §2.4: user test of the alarm, monthly",
  title: { zh: "【演练】紧急呼叫", en: "[DRILL] SOS" },
  cause: { zh: "演练设备按计划发出呼叫，没有人按下按钮", en: "the drill device called by schedule; nobody pressed a button" },
  consequence: { zh: "诊所无人应答时，真正的呼叫也会无人应答", en: "where nobody of the clinic answers, nobody would answer a real call" },
  response: { zh: "诊所确认收到即可；演练，勿拨 120", en: "the clinic acknowledges; a drill: do not call 120" },
};
/** Told to the manager. */
export const DRILL_FAILED: ConditionRule = {
  type: "condition",
  id: DRILL_FAILED_RULE,
  kind: "contract",
  class: "technical",
  severity: "warning",
  latched: false,
  forMs: 0,
  source: "DOMAIN §2.4: every call that nobody answered in 3 min is investigated",
  title: { zh: "诊所演练未通过", en: "Clinic drill failed" },
  cause: { zh: "演练呼叫没有在限时内由诊所的人确认", en: "no person of the clinic acknowledged the drill in time" },
  consequence: { zh: "真正的紧急呼叫可能到不了诊所", en: "a real emergency may not reach the clinic" },
  response: { zh: "查看演练断在哪一步，联系诊所，再演练一次", en: "see at which step it broke, phone the clinic, drill again" },
};
