import Value from "typebox/value";
import { readSettings } from "../../app/config.ts";
import { readServerClock } from "../../app/server-clock.ts";
import { HomeImported } from "../../domain/home-document.ts";
import { startClinic, type Clinic } from "../../simulators/clinic.ts";
import { makeHomeDocument } from "../../simulators/home-document.ts";
import { startHome, type RunningHome } from "../../simulators/home.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { makeTempDir, until } from "../support/machine.ts";

export interface RealHome {
  readonly anhu: AnhuProcess;
  readonly home: RunningHome;
  readonly clinic: Clinic;
  readonly imported: HomeImported;
  /** Id of a resident by the key of the document, `r01` … */
  residentId(key: string): string;
  close(): Promise<void>;
}
export interface RealHomeOptions {
  /**
   * Lives this long in fast simulated time before it goes on in real seconds, so that charts and ages are those of a day. The devices in
   * `silent` say nothing more in its last `silentMinutes` and afterwards.
   */
  readonly past?: {
    readonly startMs: number;
    readonly rate: number;
    readonly minutes: number;
    readonly silentMinutes: number;
    readonly silent: readonly string[];
  };
}
/**
 * The whole platform as a process of its own, a simulated care home of 18 residents living in it, and a contracted clinic that hears of
 * SOS and falls at once.
 */
export async function startRealHome({ past }: RealHomeOptions = {}): Promise<RealHome> {
  const temp = makeTempDir();
  const closing: (() => unknown)[] = [temp.remove];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    let now: () => number = Date.now;
    const clinic = await startClinic({ now: () => now() });
    closing.push(() => clinic.close());
    const document = makeHomeDocument({ webhookUrl: clinic.url, tell: { sos: "at-once", fall: "at-once" } });
    let imported: HomeImported | null = null;
    async function live(args: readonly string[], silent: readonly string[] = []) {
      const env = { ANHU_WEBHOOK_ALLOW: new URL(clinic.url).origin };
      const anhu = await startAnhuProcess({ dataDir: temp.path, args, env });
      closing.push(() => anhu.kill("SIGKILL"));
      const clock = await readServerClock(readSettings({ ANHU_URL: anhu.httpUrl }));
      now = clock.now;
      if (imported === null) {
        imported = Value.Parse(HomeImported, await anhu.api.post("/import", document));
        for (const { webhookSecret } of imported.clinics) clinic.addSecret(webhookSecret);
      }
      const speaking = { ...document, devices: document.devices.filter(({ key }) => !silent.includes(key)) };
      const home = startHome({ mqttUrl: `mqtt://127.0.0.1:${anhu.mqttPort}`, document: speaking, imported, clock });
      closing.push(() => home.close());
      return { anhu, home, clock, imported };
    }
    async function liveFast(startMs: number, minutes: number, rate: number, silent: readonly string[]): Promise<void> {
      const { anhu, home, clock } = await live(clockArgs(startMs, rate), silent);
      const endMs = clock.now() + minutes * 60_000;
      await until(() => clock.now() >= endMs, { deadlineMs: (2 * minutes * 60_000) / rate + 10_000, what: "the past of the home" });
      await home.close();
      await anhu.kill("SIGTERM");
    }
    if (past !== undefined) {
      await liveFast(past.startMs, past.minutes - past.silentMinutes, past.rate, []);
      await liveFast(now(), past.silentMinutes, past.rate, past.silent);
    }
    const present = await live(past === undefined ? [] : clockArgs(now(), 1), past?.silent);
    return {
      ...present,
      clinic,
      residentId(key) {
        const found = present.imported.residents.find((resident) => resident.key === key);
        if (found === undefined) throw new Error(`looking for resident ${key}: not in the imported home`);
        return found.id;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
function clockArgs(startMs: number, rate: number): readonly string[] {
  return ["--clock-start", new Date(startMs).toISOString(), "--clock-rate", String(rate)];
}
