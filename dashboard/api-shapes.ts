import { Type, type Static } from "typebox";
import { AlertView } from "../domain/alert.ts";
import { FacilityView, FeedEntry, Nullable, pageOf, ResidentView } from "../domain/api-schemas.ts";
import { DeliveryAttempt } from "../domain/delivery.ts";

/** Answers of the API as this dashboard reads them; what is shared with the server lives in domain/api-schemas.ts. */
export const FacilityList = pageOf(FacilityView);
export type Facility = Static<typeof FacilityView>;
export const ResidentList = pageOf(ResidentView);
export const FeedList = pageOf(FeedEntry);
export const AlertList = pageOf(AlertView);
export const DeliveryList = pageOf(DeliveryAttempt);

/** A device that the resident holds. What the server does not (yet) say about its health is shown as unknown. */
export const HeldDevice = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  online: Type.Optional(Nullable(Type.Boolean())),
  lastReceivedAt: Type.Optional(Nullable(Type.Integer())),
  battery: Type.Optional(Nullable(Type.Number())),
});
export type HeldDevice = Static<typeof HeldDevice>;
export const HeldDeviceList = Type.Object({ items: Type.Array(HeldDevice), next: Nullable(Type.String()) });
