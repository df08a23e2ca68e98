import type { Track } from "../../domain/alert.ts";
import type { Channel } from "../../domain/channel.ts";
import type { AlertEventType, Delivery } from "../../domain/delivery.ts";
import { webhookIdOf } from "../../domain/ids.ts";

/**
 * An urgent message waits so long for the channel before it: behind the attempts at 0, 2, 5 and 10 s, and well before the 30 s in which the
 * second channel of an SOS is promised.
 */
export const URGENT_WAIT_MS = 12_000;
/** What can wait gives the channel before it the attempts at 0, 5 and 60 s. */
export const ROUTINE_WAIT_MS = 90_000;

/** A channel, or a clinic's own webhook (`id: null`). */
export type Way = Pick<Channel, "type" | "trusted"> & { readonly id: string | null };
export interface Chained {
  readonly alertId: string;
  readonly facilityId: string;
  readonly track: Track;
  readonly recipientId: string;
  readonly eventType: AlertEventType;
  readonly step: number;
  readonly urgent: boolean;
  readonly createdAtMs: number;
}
/**
 * One message to one recipient, once for each way, in the order in which they are tried. A machine that accepts is nobody who answers: each
 * later step tells over one more of them at once; what stands behind those is sent when the one before does not get through. The ids follow
 * from what the message is about, so that a resend after a crash has the same one.
 */
export function chained(about: Chained, ways: readonly Way[], bodyOf: (deliveryId: string, way: Way) => string): Delivery[] {
  const { recipientId, track, eventType, step, urgent } = about;
  const forTrack = track === "medical" ? recipientId : `${recipientId}/${track}`;
  const idOf = ({ id }: Way) => webhookIdOf(about.alertId, id === null ? forTrack : `${forTrack}/${id}`, eventType, step);
  const atOnce = eventType === "alert.updated" ? step + 1 : 1;
  return ways.map((way, index) => {
    const [id, before] = [idOf(way), index < atOnce ? undefined : ways[index - 1]];
    return {
      ...about,
      id,
      channel: way.type,
      channelId: way.id,
      afterId: before === undefined ? null : idOf(before),
      waitMs: before === undefined ? 0 : (index - atOnce + 1) * (urgent ? URGENT_WAIT_MS : ROUTINE_WAIT_MS),
      body: bodyOf(id, way),
    };
  });
}
