import { Type, type Static } from "typebox";
import { Id, Nullable } from "./api-schemas.ts";
import { DrillFigures, DrillHop, DrillResult, DrillSettings, type DRILL_HOPS } from "./drill.ts";

const closed = { additionalProperties: false };
const Ms = Type.Integer({ description: "ms since the epoch" });
/** One drill, hop by hop. */
export const DrillView = Type.Object(
  {
    id: Id,
    facilityId: Id,
    clinicId: Id,
    clinicName: Nullable(Type.String()),
    startedAt: Ms,
    scheduled: Type.Boolean({ description: "false: a person asked for it" }),
    alertId: Nullable(Type.String()),
    hops: Type.Object(
      {
        published: Type.Optional(Ms),
        raised: Type.Optional(Ms),
        sent: Type.Optional(Ms),
        accepted: Type.Optional(Ms),
        acknowledged: Type.Optional(Ms),
      } satisfies Record<(typeof DRILL_HOPS)[number], unknown>,
      { ...closed, description: "when each hop was reached; one that is missing was not" },
    ),
    answeredMs: Nullable(Type.Integer({ description: "from the press to a person of the clinic" })),
    endedAt: Nullable(Ms),
    result: DrillResult,
    failedAt: Nullable(DrillHop),
    why: Nullable(Type.String({ description: "stopped: realAlert, takenByHome, restarted; failed: what the channel said" })),
  },
  { $id: "Drill", ...closed },
);
export type DrillView = Static<typeof DrillView>;
export const DrillList = Type.Object({ items: Type.Array(DrillView), figures: DrillFigures }, { $id: "Drills", ...closed });
/** When a clinic is drilled; one for every clinic under contract, laid down or by default. */
export const DrillPlanView = Type.Object(
  {
    facilityId: Id,
    clinicId: Id,
    clinicName: Nullable(Type.String()),
    ...DrillSettings.properties,
    byDefault: Type.Boolean(),
    nextAt: Nullable(Type.Integer({ description: "not before; null: switched off" })),
  },
  { $id: "DrillPlan", ...closed },
);
export type DrillPlanView = Static<typeof DrillPlanView>;
export const DrillPlanChange = Type.Object(
  {
    ...Type.Partial(DrillSettings).properties,
    atNight: Type.Optional(Type.Boolean({ description: "must be true for a window that reaches into the night (21:00–07:00)" })),
  },
  closed,
);
/** `facilityId`: whose contract is drilled; a person of a home means their own. */
export const NewDrill = Type.Object({ facilityId: Type.Optional(Id) }, closed);
