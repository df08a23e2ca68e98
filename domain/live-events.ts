import { Type, type Static } from "typebox";
import { AlertView } from "./alert.ts";
import type { ClinicItem } from "./clinic-console.ts";
import { CoverageReason } from "./coverage.ts";
import { SilenceView } from "./hold.ts";
import { Quality } from "./observation.ts";

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);

/** A value on a screen always carries its age (`at`) and whether it may still be believed (`isStale`). */
export const LatestValue = Type.Object(
  { sign: Type.String(), value: Type.Number(), at: Type.Integer(), quality: Quality, isStale: Type.Boolean(), deviceId: Type.String() },
  { additionalProperties: false },
);
export type LatestValue = Static<typeof LatestValue>;

/** An emergency that could not be noticed right now, and why. Codes are keys of the locales: `coverage.<what>`, `coverage.why.<why>`. */
export const CoverageGap = Type.Object(
  {
    what: Type.Enum(["sos", "fall", "vitals", "bedExit", "location"]),
    why: CoverageReason,
    deviceId: Nullable(Type.String()),
    sinceMs: Nullable(Type.Integer()),
  },
  { additionalProperties: false },
);
export type CoverageGap = Static<typeof CoverageGap>;

/** Where the resident was last noticed; `code` is a key of the locales: `whereabouts.<code>`. */
export const Whereabouts = Type.Object(
  {
    code: Type.Enum(["inBed", "outOfBed", "moving", "still", "lowPosture", "doorOpen", "unknown"]),
    sinceMs: Nullable(Type.Integer()),
    place: Nullable(Type.String()),
  },
  { additionalProperties: false },
);
export type Whereabouts = Static<typeof Whereabouts>;

/** One resident on the wall. */
export const Tile = Type.Object(
  {
    residentId: Type.String(),
    name: Type.String(),
    room: Type.String(),
    floor: Type.String(),
    building: Type.String(),
    level: Type.Integer({ minimum: 0, maximum: 4 }),
    birthYear: Nullable(Type.Integer()),
    latest: Type.Array(LatestValue),
    /** Mean heart rate per minute over the last hour, oldest first; `null` where there was none. */
    sparkline: Type.Array(Nullable(Type.Number())),
    whereabouts: Whereabouts,
    coverage: Type.Array(CoverageGap),
    /** Ids of the open alerts of this resident, worst first. */
    alertIds: Type.Array(Type.String()),
  },
  { $id: "Tile", additionalProperties: false },
);
export type Tile = Static<typeof Tile>;

/** `GET /api/v1/facilities/{id}/wall`: everything that the wall needs to start, and to start again after a reconnect. */
export const WallView = Type.Object(
  {
    facility: Type.Object({ id: Type.String(), name: Type.String(), staffed: Type.Boolean() }, { additionalProperties: false }),
    now: Type.Integer(),
    simulated: Type.Boolean({ description: "the server runs on a simulated clock" }),
    onDuty: Type.Array(Type.Object({ name: Type.String(), role: Type.String() }, { additionalProperties: false })),
    tiles: Type.Array(Tile),
    /** Open alerts of the facility, both classes. */
    alerts: Type.Array(AlertView),
    silences: Type.Array(SilenceView, { description: "in force; how many residents have one is always on the screen" }),
  },
  { $id: "Wall", additionalProperties: false },
);
export type WallView = Static<typeof WallView>;

/**
 * Socket.IO events, server → browser. The browser sends `watch` with a facility id and gets an ack
 * `{ok:true}` or `{ok:false,error}`; it then reads the wall by REST, after every connect. A clinic's browser sends `watchClinic` instead, and
 * reads its inbox.
 */
export interface LiveEvents {
  /** Changed tiles, at most once a second. */
  tiles: (event: { facilityId: string; now: number; tiles: Tile[] }) => void;
  /** An alert was raised or changed. */
  alert: (event: { facilityId: string; now: number; alert: AlertView }) => void;
  /** A silence began or ended; all of the facility. */
  silences: (event: { facilityId: string; now: number; silences: SilenceView[] }) => void;
  /** To people of a clinic who watch its inbox: an alert of which the clinic was told is new or changed. */
  clinicItem: (event: { now: number; item: ClinicItem }) => void;
  /** The clinic may not see this alert any more. */
  clinicGone: (event: { now: number; alertId: string }) => void;
  /** Once a second: proves that the link lives; the screen shows its age. */
  link: (event: { now: number }) => void;
}
/** Name of each event with the action of `domain/rights.ts` that it needs. */
export const LIVE_EVENT_ACTIONS = {
  tiles: "readWall",
  alert: "readWall",
  silences: "readWall",
  clinicItem: "readAlert",
  clinicGone: "readClinicInbox",
  link: "signedIn",
} as const;
