import type { PastObservation } from "../../alerts/backtest/messages.ts";
import { deviceKindInfo } from "../../domain/device-kinds.ts";
import type { Assignment } from "../../domain/directory.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { HistorianReader } from "../../store/historian/engine.ts";
import type { HomeDirectory } from "../home-directory.ts";

const ROWS_PER_PAGE = 10_000;

/** Everything that these devices measured in [fromMs, toMs) while they were assigned, page by page and sign by sign. */
export async function readDay(
  reader: HistorianReader,
  directory: HomeDirectory,
  assignments: readonly Assignment[],
  fromMs: number,
  toMs: number,
): Promise<readonly PastObservation[]> {
  const found: PastObservation[] = [];
  const held = assignments.filter((one) => one.fromMs < toMs && (one.toMs ?? toMs) > fromMs);
  const signsOf = ({ deviceId }: Assignment): readonly SignKey[] => {
    const device = directory.device(deviceId);
    return device === undefined ? [] : deviceKindInfo(device.kind).signs;
  };
  for (const sign of new Set(held.flatMap(signsOf))) {
    const periods = held.filter((one) => signsOf(one).includes(sign));
    let afterMs: number | null = null;
    for (;;) {
      const page: readonly PastObservation[] = await reader.observations({ periods, sign, fromMs, toMs, limit: ROWS_PER_PAGE, afterMs });
      for (const observation of page) found.push(observation);
      if (page.length < ROWS_PER_PAGE) break;
      afterMs = page.at(-1)?.at ?? toMs;
    }
  }
  return found;
}
