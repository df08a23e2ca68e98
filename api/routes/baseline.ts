import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { BASELINE_LEARN_DAYS, BaselineView } from "../../domain/baseline-view.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";

/** What is usual for a resident, as the rules learned it: for a page that draws a value beside it. */
export function baselineRoutes(app: App, { ports }: ApiContext): void {
  const schema = document("residents", "readBaseline", "What is usual for this resident, by sign and hour of day, with days learned", {
    params: Type.Object({ residentId: Id }),
    response: { 200: BaselineView },
  });
  app.get("/residents/:residentId/baseline", { config: { action: "readVitals" }, schema }, (request) => ({
    residentId: request.params.residentId,
    learnDays: BASELINE_LEARN_DAYS,
    signs: [...ports.baseline(request.params.residentId)],
  }));
}
