import { Type } from "typebox";
import { Id, pageOf } from "../../domain/api-schemas.ts";
import { UndeliveredView } from "../../domain/delivery.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";

/** How far back the view reaches. */
const DAYS = 7;

/** Dead letters: pushes that nobody got. */
export function undeliveredRoutes(app: App, { ports }: ApiContext): void {
  const schema = document("alerts", "listUndelivered", `Pushes of the last ${DAYS} days that no machine took: given up, or still tried`, {
    params: Type.Object({ facilityId: Id }),
    response: { 200: pageOf(UndeliveredView) },
  });
  app.get("/facilities/:facilityId/undelivered", { config: { action: "readUndelivered" }, schema }, async (request) => {
    const { directory, receipts, clock } = ports;
    const all = await receipts.undelivered(request.params.facilityId, clock.now() - DAYS * 86_400_000);
    const items = all.map((one) => ({ ...one, recipientName: directory.clinic(one.recipientId)?.name ?? null }));
    return { items, next: null };
  });
}
