import type { SignKey } from "../../../domain/signs.ts";
import type { Transition, TransitionsRequest } from "../historian-protocol.ts";
import type { InfluxConnection } from "./connection.ts";
import { goodBefore, valuesIn } from "./values.ts";

/** Good values that differ from the good value before them, oldest first, at most `limit`. */
export async function readTransitions(connection: InfluxConnection, request: TransitionsRequest): Promise<Transition[]> {
  const found: Transition[] = [];
  for (const deviceId of request.deviceIds)
    for (const sign of request.signs) found.push(...(await transitionsOf(connection, deviceId, sign, request)));
  return found.sort((a, b) => a.atMs - b.atMs).slice(0, request.limit);
}
async function transitionsOf(
  connection: InfluxConnection,
  deviceId: string,
  sign: SignKey,
  { fromMs, toMs, limit }: TransitionsRequest,
): Promise<Transition[]> {
  let earlier = (await goodBefore(connection, deviceId, sign, fromMs))?.value;
  const found: Transition[] = [];
  for await (const page of valuesIn(connection, deviceId, sign, { fromMs, toMs })) {
    for (const { atMs, value, isGood } of page) {
      if (!isGood) continue;
      if (value !== earlier) found.push({ deviceId, sign, atMs, value });
      earlier = value;
    }
    if (found.length >= limit) break;
  }
  return found;
}
