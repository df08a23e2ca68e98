import { describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND, startRun, type MessageInput, type Run } from "./support.ts";

const DAY = 24 * HOUR;
const speak = (run: Run, from: number, to: number, every: number, message: Omit<MessageInput, "at">) => {
  for (let at = from; at <= to; at += every) run.send({ ...message, at });
};
const monitor = { kind: "bedsideMonitor", deviceId: "monitor" } as const;

describe("a sign that is missing while its device speaks", () => {
  it.each(["heartRate", "spo2", "respiratoryRate"] as const)(
    "%s of a monitor warns after five minutes and is urgent after thirty",
    (sign) => {
      const run = startRun();
      run.send({ ...monitor, at: 0, values: { [sign]: sign === "spo2" ? 97 : 16 + (sign === "heartRate" ? 50 : 0) } });
      speak(run, MINUTE, 40 * MINUTE, MINUTE, { ...monitor, values: { battery: 90 } });
      expect(run.linesOf(`absence.${sign}`)).toEqual([
        `raise absence.${sign} warning @${5 * MINUTE}`,
        `update absence.${sign} critical @${30 * MINUTE}`,
      ]);
    },
  );
  it("SpO2 of a wristband stays a warning, its heart rate becomes urgent", () => {
    const run = startRun();
    run.send({ at: 0, values: { heartRate: 70, spo2: 97, worn: 1 } });
    // Steps are a sign of life.
    for (let at = 10 * SECOND; at <= HOUR; at += 10 * SECOND) run.send({ at, values: { steps: at / SECOND } });
    expect(run.linesOf("absence.spo2")).toEqual([`raise absence.spo2 warning @${5 * MINUTE}`]);
    expect(run.linesOf("absence.heartRate").at(-1)).toBe(`update absence.heartRate critical @${30 * MINUTE}`);
  });
  it("is missed from its measurement on, however long it was on its way", () => {
    const run = startRun();
    run.send({ ...monitor, at: 0, values: { heartRate: 70 } });
    speak(run, MINUTE, 9 * MINUTE, MINUTE, { ...monitor, values: { battery: 90 } });
    run.send({ ...monitor, at: 6 * MINUTE, receivedAt: 10 * MINUTE, values: { heartRate: 70 } });
    speak(run, 11 * MINUTE, 20 * MINUTE, MINUTE, { ...monitor, values: { battery: 90 } });
    expect(run.linesOf("absence.heartRate")).toEqual([
      `raise absence.heartRate warning @${5 * MINUTE}`,
      `clear absence.heartRate warning @${10 * MINUTE}`,
      `raise absence.heartRate warning @${12 * MINUTE}`,
    ]);
  });
  it("is not missed while it comes from a device whose clock is slow", () => {
    const run = startRun();
    for (let at = 0; at < HOUR; at += MINUTE) run.send({ ...monitor, at, receivedAt: at + 8 * MINUTE, values: { heartRate: 70 } });
    expect(run.linesOf("absence.heartRate")).toEqual([]);
  });
  it("of a cuff is missed after twice its day, though its battery was heard in between", () => {
    const run = startRun();
    const cuff = { kind: "bpCuff", deviceId: "cuff" } as const;
    run.send({ ...cuff, at: 0, values: { systolicPressure: 130 } });
    speak(run, 12 * HOUR, 60 * HOUR, 12 * HOUR, { ...cuff, values: { battery: 80 } });
    expect(run.linesOf("absence.systolicPressure")).toEqual([`raise absence.systolicPressure warning @${2 * DAY}`]);
  });
});
