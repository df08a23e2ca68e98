import type { Severity } from "../domain/alert.ts";

/**
 * Auditory signals by IEC 60601-1-8 (DOMAIN §2.2): high = two bursts of five pulses (3+2), medium = three, low = one; a burst comes
 * again after 10 s, 25 s, 30 s. Lengths of pulses and pauses: general knowledge of the standard, unconfirmed [M].
 */
export interface Burst {
  readonly pulses: number;
  /** Start of each pulse, seconds from the start of the burst. */
  readonly starts: readonly number[];
  readonly pulseSeconds: number;
  readonly everyMs: number;
}
const FIVE = [0, 0.25, 0.5, 0.9, 1.15] as const;
export const BURSTS: Readonly<Record<Severity, Burst>> = {
  critical: { pulses: 10, starts: [...FIVE, ...FIVE.map((start) => start + 2)], pulseSeconds: 0.15, everyMs: 10_000 },
  warning: { pulses: 3, starts: [0, 0.4, 0.8], pulseSeconds: 0.2, everyMs: 25_000 },
  info: { pulses: 1, starts: [0], pulseSeconds: 0.25, everyMs: 30_000 },
};
/** Fundamental of the pulse, Hz; with eight harmonics it has at least four between 300 and 4000 Hz. */
const FUNDAMENTAL_HZ: Readonly<Record<Severity, number>> = { critical: 523, warning: 440, info: 330 };

export interface Horn {
  play(severity: Severity): void;
  /** What waits to sound is over. */
  hush(): void;
  close(): Promise<void>;
}
/**
 * Call from a tap: browsers allow sound only then. `onState` hears whether it can sound: a phone call or a locked screen stops it, and only the
 * browser says so. What was to sound meanwhile sounds once when it can again.
 */
export function openHorn(onState: (isRunning: boolean) => void): Horn {
  const context = new AudioContext();
  const isRunning = (): boolean => context.state === "running";
  let waiting: Severity | null = null;
  const wave = context.createPeriodicWave(new Float32Array(9), new Float32Array([0, 1, 0.8, 0.7, 0.6, 0.5, 0.4, 0.35, 0.3]));
  context.onstatechange = () => {
    onState(isRunning());
    if (waiting !== null && isRunning()) burst(waiting);
  };
  resume();

  function resume(): void {
    context.resume().catch(() => undefined);
  }
  function pulse(at: number, seconds: number, hertz: number): void {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.setPeriodicWave(wave);
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.5, at + 0.02);
    volume.gain.setValueAtTime(0.5, at + seconds - 0.03);
    volume.gain.linearRampToValueAtTime(0, at + seconds);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + seconds + 0.01);
  }
  function burst(severity: Severity): void {
    waiting = null;
    const { starts, pulseSeconds } = BURSTS[severity];
    for (const start of starts) pulse(context.currentTime + 0.05 + start, pulseSeconds, FUNDAMENTAL_HZ[severity]);
  }
  return {
    play(severity) {
      if (isRunning()) return burst(severity);
      if (waiting !== "critical") waiting = severity;
      resume();
    },
    hush: () => void (waiting = null),
    close: () => context.close(),
  };
}
/** Whether this browser was started so that pages may sound without a tap. */
export async function maySound(): Promise<boolean> {
  const context = new AudioContext();
  const isRunning = context.state === "running";
  await context.close();
  return isRunning;
}
