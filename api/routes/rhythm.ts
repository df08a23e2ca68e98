import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { DayRhythmView, RHYTHM_DAYS } from "../../domain/day-rhythm.ts";
import type { ApiContext, App } from "../context.ts";
import { dayRhythm } from "../day-rhythm.ts";
import { document } from "../document.ts";

/** How the days of a resident went, for a strip of hours. */
export function rhythmRoutes(app: App, { ports }: ApiContext): void {
  const schema = document(
    "residents",
    "readDayRhythm",
    "Hour by hour: in bed, active, out of bed, quiet, or nothing heard; nights and steps",
    {
      params: Type.Object({ residentId: Id }),
      querystring: Type.Object({ days: Type.Integer({ minimum: 1, maximum: 31, default: RHYTHM_DAYS }) }),
      response: { 200: DayRhythmView },
    },
  );
  app.get("/residents/:residentId/rhythm", { config: { action: "readRhythm" }, schema }, async (request) =>
    dayRhythm(ports, request.params.residentId, request.query.days),
  );
}
