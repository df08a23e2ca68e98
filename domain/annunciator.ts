import { Type, type Static } from "typebox";
import { AlertKind, Severity } from "./alert.ts";
import type { DeviceKind } from "./device-kinds.ts";
import type { Place } from "./directory.ts";
import { TimeWindow, isOpenAt } from "./time-window.ts";

/** What a home shows and sounds an alert with, by MQTT alone (DOMAIN §5.8): it works with the Internet cut. */
export const ANNUNCIATOR_KINDS = ["corridorLight", "siren", "pager", "speaker", "nurseCallRelay"] as const satisfies readonly DeviceKind[];
export type AnnunciatorKind = (typeof ANNUNCIATOR_KINDS)[number];
export function isAnnunciatorKind(kind: DeviceKind): kind is AnnunciatorKind {
  return ANNUNCIATOR_KINDS.some((known) => known === kind);
}

const closed = { additionalProperties: false };
const Label = Type.String({ minLength: 1, maxLength: 100 });
/** Floors and rooms that it announces for; both empty: the whole home. */
export const Zone = Type.Object(
  {
    floors: Type.Array(Type.Object({ building: Label, floor: Label }, closed), { maxItems: 50 }),
    placeIds: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 500 }),
  },
  closed,
);
export type Zone = Static<typeof Zone>;
export const WHOLE_HOME: Zone = { floors: [], placeIds: [] };
/** Below 10 % nobody hears it: an annunciator that should not be heard is removed, not muted. */
export const LEAST_VOLUME = 10;
const Volume = Type.Integer({ minimum: LEAST_VOLUME, maximum: 100, description: "percent" });

/** What a home lays down for one annunciator. */
export const AnnunciatorSettings = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 100, description: "what people call it; no name of a person" }),
    zone: Zone,
    rota: Type.Array(Type.Object({ window: TimeWindow, zone: Zone }, closed), {
      maxItems: 20,
      description: "at these hours it announces for another zone: the first window that is open holds",
    }),
    carriedBy: Type.Union([Type.String(), Type.Null()], {
      description:
        "a pager: whom it is carried by; it calls while that person is on duty. null: handed over with the shift, it always calls",
    }),
    severities: Type.Array(Severity, { minItems: 1, maxItems: 3 }),
    kinds: Type.Array(AlertKind, { maxItems: 40, description: "empty: all; SOS and fall are announced whatever stands here" }),
    volume: Type.Object({ day: Volume, night: Volume, nightHours: TimeWindow }, closed),
  },
  closed,
);
export type AnnunciatorSettings = Static<typeof AnnunciatorSettings>;
/** Night as homes keep it [M]. */
export const PLAIN_ANNUNCIATOR = {
  zone: WHOLE_HOME,
  rota: [],
  carriedBy: null,
  severities: ["critical", "warning"],
  kinds: [],
  volume: { day: 80, night: 40, nightHours: { from: "21:00", to: "07:00" } },
} as const satisfies Partial<AnnunciatorSettings>;

export interface Annunciator extends AnnunciatorSettings {
  readonly id: string;
  readonly facilityId: string;
  /** Of an annunciator kind; its kind says what it can do. */
  readonly deviceId: string;
  /** One more with each change: whoever changed an older one is told who was first. */
  readonly version: number;
  /** Account of whoever changed it last; `null` before the first change. */
  readonly changedByUserId: string | null;
}
/** `undefined`: nobody knows where; it is announced everywhere: fail open. */
export function zoneHolds({ floors, placeIds }: Zone, place: Place | undefined): boolean {
  if (place === undefined || (floors.length === 0 && placeIds.length === 0)) return true;
  return placeIds.includes(place.id) || floors.some(({ building, floor }) => building === place.building && floor === place.floor);
}
export function zoneAt({ zone, rota }: Pick<AnnunciatorSettings, "zone" | "rota">, atMs: number): Zone {
  return rota.find(({ window }) => isOpenAt(window, atMs))?.zone ?? zone;
}
export function volumeAt({ volume }: Pick<AnnunciatorSettings, "volume">, atMs: number): number {
  return isOpenAt(volume.nightHours, atMs) ? volume.night : volume.day;
}

/** What an annunciator says: the worst alert of its zone, that no clinic can be told, a test, or nothing. */
export const ANNOUNCED = ["off", "low", "medium", "high", "cutOff", "test"] as const;
export const Announced = Type.Enum(ANNOUNCED);
export type Announced = Static<typeof Announced>;
export interface Pattern {
  /** `null`: dark. `flashHz` 0: steady. */
  readonly light: { readonly colour: "red" | "yellow" | "cyan" | "blue" | "white"; readonly flashHz: number } | null;
  /** Bursts of pulses; `null`: silent whatever else. */
  readonly sound: { readonly pulses: number; readonly everyMs: number } | null;
}
/**
 * Light and sound by what is announced: IEC 60601-1-8 as DOMAIN §2.2 has it (high 1.4–2.8 Hz red, ten pulses; medium 0.4–0.8 Hz yellow, three;
 * low steady cyan, one), pauses as there (10, 25, 30 s). `cutOff` takes a colour and a rhythm that no alarm has [M].
 */
export const PATTERNS: Readonly<Record<Announced, Pattern>> = {
  off: { light: null, sound: null },
  low: { light: { colour: "cyan", flashHz: 0 }, sound: { pulses: 1, everyMs: 30_000 } },
  medium: { light: { colour: "yellow", flashHz: 0.6 }, sound: { pulses: 3, everyMs: 25_000 } },
  high: { light: { colour: "red", flashHz: 2 }, sound: { pulses: 10, everyMs: 10_000 } },
  cutOff: { light: { colour: "blue", flashHz: 0.25 }, sound: null },
  test: { light: { colour: "white", flashHz: 1 }, sound: { pulses: 2, everyMs: 5_000 } },
};
