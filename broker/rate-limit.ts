import type { Session } from "./session.ts";

export interface Rate {
  /** 0 = no limit. */
  readonly perSecond: number;
  readonly burst: number;
}
/** Takes one token of the session's bucket; true when it was empty, i.e. the publish is over the rate. */
export function isOverRate(rate: Rate, session: Session, monotonicMs: number): boolean {
  if (rate.perSecond === 0) return false;
  const refilled = session.tokens + ((monotonicMs - session.tokensAtMs) * rate.perSecond) / 1000;
  session.tokensAtMs = monotonicMs;
  session.tokens = Math.min(rate.burst, refilled);
  if (session.tokens < 1) return true;
  session.tokens -= 1;
  return false;
}
