import type { Track } from "../../domain/alert.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import type { CareDirectory } from "../ports.ts";

/** Whom a push was for, as the timeline says it: a clinic, somebody of the home, or the home's group by what people call it. */
export function recipientOf(
  care: Pick<CareDirectory, "clinic" | "staff" | "channels">,
  { recipientId, channelId }: Pick<DeliveryAttempt, "recipientId" | "channelId">,
): { readonly track: Track; readonly name: string | null } {
  const clinic = care.clinic(recipientId);
  if (clinic !== undefined) return { track: "medical", name: clinic.name };
  const group = care.channels(recipientId).find(({ id }) => id === channelId)?.label;
  return { track: "onSite", name: care.staff(recipientId)?.name ?? group ?? null };
}
