import { Type } from "typebox";

/** When it was pressed, ms since the epoch, by the server's clock: a handset without network sends it later. */
export const Pressed = { pressedAt: Type.Optional(Type.Integer({ minimum: 0 })) };

/** When something was pressed, ms. `nowMs`: it does not say so, or that cannot be right (a wrong clock, a time before the alert). */
export function pressTime(pressedAt: number | undefined, raisedAtMs: number, nowMs: number): number {
  return pressedAt === undefined || pressedAt < raisedAtMs || pressedAt > nowMs ? nowMs : pressedAt;
}
