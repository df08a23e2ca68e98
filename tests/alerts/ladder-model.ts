import type { Alert, TimelineEntry, TrackState } from "../../domain/alert.ts";
import type { RouteClinic } from "../../alerts/escalation/clinics.ts";

/** The ladder of DOMAIN §5.1, §5.4–5.6 and RELIABILITY F9, written out by hand: what the default policy must say as data. Times in ms. */
const [MINUTE, QUARTER] = [60_000, 15 * 60_000];
export interface ModelRoute {
  readonly staffed: boolean;
  readonly clinics: readonly RouteClinic[];
  readonly hasNextContact: boolean;
}
export interface ModelStep {
  readonly track: TrackState;
  /** `code track who detail`. */
  readonly lines: readonly string[];
  /** `role step`, or `clinic eventType step`. */
  readonly tells: readonly string[];
}
const text = (...parts: readonly (string | null)[]) => parts.map((part) => part ?? "-").join(" ");
export const lineText = ({ code, track, who, detail }: TimelineEntry): string => text(code, track, who, detail);

export function modelOnSite(alert: Alert, { staffed, hasNextContact }: ModelRoute, nowMs: number): ModelStep {
  const { onSite } = alert;
  if (onSite.state === "done") return { track: { ...onSite, dueAtMs: null }, lines: [], tells: [] };
  const step = onSite.step + 1;
  const isTaken = onSite.state === "acknowledged";
  const both = [`onDutyCaregiver ${onSite.step}`, `nurse ${onSite.step}`];
  const prompt = alert.prompt120 ? [text("call120", "onSite", hasNextContact ? "nextContact" : null, null)] : [];
  if (onSite.step === 0) {
    const dueAtMs = alert.class === "technical" && alert.severity !== "critical" ? null : nowMs + MINUTE;
    const told = text("told", "onSite", "onDutyCaregiver", null);
    return { track: { ...onSite, step, dueAtMs }, lines: staffed ? [told] : [told, ...prompt], tells: ["onDutyCaregiver 0"] };
  }
  if (onSite.step === 1) {
    const dueAtMs = alert.class === "technical" ? null : nowMs + 2 * MINUTE;
    if (isTaken) return { track: { ...onSite, step, dueAtMs }, lines: [], tells: [] };
    const lines = [text("told", "onSite", "nurse", null), text("repaged", "onSite", "onDutyCaregiver", null)];
    return { track: { ...onSite, step, dueAtMs }, lines, tells: both };
  }
  const dueAtMs = nowMs + (isTaken && alert.severity !== "critical" ? QUARTER : 3 * MINUTE);
  const again = text("repaged", "onSite", "onDutyCaregiver", isTaken ? "notArrived" : null);
  return { track: { ...onSite, step, dueAtMs }, lines: onSite.step === 2 ? [...prompt, again] : [again], tells: both };
}
export function modelMedical(alert: Alert, route: ModelRoute, told: ReadonlySet<string>, nowMs: number): ModelStep {
  const { medical } = alert;
  const step = medical.step + 1;
  const isTaken = medical.state === "acknowledged";
  const wanted = route.clinics.filter(({ tell, clinicId }) => tell !== "never" || told.has(clinicId));
  const inOrder = wanted.length === 0 ? route.clinics : wanted;
  const known = inOrder.filter(({ clinicId }) => told.has(clinicId));
  const next = inOrder.find(({ clinicId }) => !told.has(clinicId));
  const clinics = inOrder.filter((clinic) => known.includes(clinic) || (clinic === next && (!isTaken || known.length === 0)));
  if (clinics.length === 0) {
    const lines = [text("call120", "medical", route.hasNextContact ? "nextContact" : null, "noClinic")];
    return { track: { ...medical, step, dueAtMs: null }, lines, tells: [] };
  }
  const takenMs = alert.severity === "critical" ? nowMs + QUARTER : null;
  const lines = clinics.map(({ clinicId, name }) => text(told.has(clinicId) ? "repaged" : "told", "medical", name, clinicId));
  return {
    track: { ...medical, step, dueAtMs: isTaken ? takenMs : nowMs + MINUTE },
    lines: [...lines.filter((line) => line.startsWith("told")), ...lines.filter((line) => line.startsWith("repaged"))],
    tells: clinics.map(({ clinicId }) => `${clinicId} ${told.has(clinicId) ? "alert.updated" : "alert.raised"} ${medical.step}`),
  };
}
