import { describe, expect, it } from "vitest";
import type { AlertStore, SilenceStore } from "../../alerts/ports.ts";
import type { Hold, Silence } from "../../domain/hold.ts";
import { aSilence } from "../support/builders.ts";
import { anAlert } from "./records-builders.ts";

const T = 1_764_000_000_000;
const by = { userId: "usr_1", clinicId: null, name: "李护士", role: "nurse" } as const;
const running = (more: Partial<Silence> = {}) => aSilence({ fromMs: T, untilMs: T + 1_000, ...more });

/** What every engine of the records must do with what puts alerts off. */
export function holdsSuite(
  name: string,
  open: () => Promise<{ readonly silenceStore: SilenceStore; readonly alertStore: AlertStore }>,
): void {
  describe(`${name}: snoozes, silences, groups`, () => {
    it("a silence comes back whole until it is over or ended", async () => {
      const { silenceStore } = await open();
      const [first, second] = [running({ id: "sil_a", deviceId: "dev_1" }), running({ id: "sil_b", untilMs: T + 500 })];
      await silenceStore.add(first);
      await silenceStore.add(second);
      expect(await silenceStore.running(T)).toEqual([first, second]);
      expect(await silenceStore.running(T + 500)).toEqual([first]);
      expect(await silenceStore.running(T + 1_000)).toEqual([]);
    });
    it("is ended once, by one of two", async () => {
      const { silenceStore } = await open();
      await silenceStore.add(running());
      const ended = await Promise.all([silenceStore.end("sil_1", T + 1, by), silenceStore.end("sil_1", T + 2, by)]);
      expect(ended.toSorted()).toEqual([false, true]);
      expect(await silenceStore.running(T)).toEqual([]);
    });
    it.each<Hold | null>([
      { type: "snooze", by, reason: "退热药", sinceMs: T, untilMs: T + 600_000 },
      { type: "silence", silenceId: "sil_1", sinceMs: T, untilMs: T + 1_000 },
      { type: "group", alertId: "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e11" },
      null,
    ])("an alert keeps why it pages nobody: %j", async (hold) => {
      const { alertStore } = await open();
      const alert = anAlert();
      const change = { isNew: true, evidence: [], timeline: [], deliveries: [] };
      await alertStore.save({ ...change, alert });
      await alertStore.save({ ...change, isNew: false, alert: { ...alert, hold, version: alert.version + 1 } });
      expect((await alertStore.find(alert.id))?.alert.hold).toEqual(hold);
      expect((await alertStore.load(0)).map((loaded) => loaded.alert.hold)).toEqual([hold]);
    });
  });
}
