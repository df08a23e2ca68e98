import type { Alert } from "../../domain/alert.ts";
import type { Channel } from "../../domain/channel.ts";
import type { AlertEventType, Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import { webhookIdOf } from "../../domain/ids.ts";
import { webhookBody, type AlertLinks } from "../notify/body.ts";
import type { CareDirectory, Screens } from "../ports.ts";
import { routeOf } from "../escalation/route.ts";
import type { Tell } from "../escalation/tell.ts";
import type { Told } from "../escalation/told.ts";

/**
 * An urgent message waits so long for the channel before it: behind the attempts at 0, 2, 5 and 10 s, and well before the 30 s in which the
 * second channel of an SOS is promised.
 */
export const URGENT_WAIT_MS = 12_000;
/** What can wait gives the channel before it the attempts at 0, 5 and 60 s. */
export const ROUTINE_WAIT_MS = 90_000;

type Way = Pick<Channel, "type"> & { readonly id: string | null };
const OWN_WEBHOOK: Way = { type: "webhook", id: null };
interface ToClinic {
  readonly alert: Alert;
  readonly clinicId: string;
  readonly eventType: AlertEventType;
  readonly step: number;
  readonly namesAllowed: boolean;
  readonly nowMs: number;
}
export interface DispatcherOptions {
  readonly care: CareDirectory;
  readonly screens: Screens;
  readonly links: (alertId: string, clinicId: string) => AlertLinks;
}
/** Turns the steps of the ladder into deliveries, and tells the screens. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  constructor(options: DispatcherOptions) {
    this.#options = options;
  }
  deliveries(alert: Alert, tells: readonly Tell[], nowMs: number): Delivery[] {
    return tells.flatMap((tell): Delivery[] => {
      if (tell.to === "clinic") return this.#toClinic({ alert, ...tell, nowMs });
      // A call is a task for staff: it stands in the timeline, and nothing was sent.
      if (tell.to !== "staff") return [];
      return [
        {
          id: screenDeliveryId(alert, tell),
          alertId: alert.id,
          facilityId: alert.facilityId,
          track: tell.track,
          channel: "screen",
          channelId: null,
          recipientId: tell.role,
          afterId: null,
          waitMs: 0,
          eventType: tell.step === 0 ? "alert.raised" : "alert.updated",
          step: tell.step,
          urgent: alert.severity === "critical",
          body: "",
          createdAtMs: nowMs,
        },
      ];
    });
  }
  /** Everybody who was told hears that it is over. */
  endings(alert: Alert, told: Told, nowMs: number): Delivery[] {
    const route = routeOf(this.#options.care, alert, nowMs);
    return [...told.clinics.keys()].flatMap((clinicId) => {
      const namesAllowed = route.clinics.some((clinic) => clinic.clinicId === clinicId && clinic.namesAllowed);
      return this.#toClinic({ alert, clinicId, eventType: "alert.resolved", step: alert.medical.step, namesAllowed, nowMs });
    });
  }
  /** Nobody watches as caregiver: the nurse's screens are told in the same moment. Returns a row for each role that was to be told. */
  tellScreens(alert: Alert, tells: readonly Tell[], nowMs: number): DeliveryAttempt[] {
    const attempts: DeliveryAttempt[] = [];
    for (const tell of tells) {
      if (tell.to !== "staff") continue;
      const { role } = tell;
      const screens = this.#options.screens.tell(alert.facilityId, role, alert.id);
      if (screens === 0 && role === "onDutyCaregiver") this.#options.screens.tell(alert.facilityId, "nurse", alert.id);
      const outcome =
        screens > 0 ? ({ state: "sent", why: null } as const) : ({ state: "failed", why: "no screen of this role is connected" } as const);
      attempts.push({
        deliveryId: screenDeliveryId(alert, tell),
        alertId: alert.id,
        channel: "screen",
        channelId: null,
        recipientId: role,
        attempt: 0,
        at: nowMs,
        nextAt: null,
        ...outcome,
      });
    }
    return attempts;
  }
  /**
   * The clinic's own webhook, then its channels. A machine that accepts is nobody who answers: each later step tells over one more of them
   * at once; what stands behind those is sent when the one before does not get through.
   */
  #toClinic(input: ToClinic): Delivery[] {
    const { alert, clinicId, eventType, step, namesAllowed, nowMs } = input;
    const { care, links } = this.#options;
    const urgent = alert.severity === "critical" && eventType !== "alert.resolved";
    const body = webhookBody({ alert, eventType, namesAllowed, nowMs }, care, links(alert.id, clinicId));
    const common = { alertId: alert.id, facilityId: alert.facilityId, track: "medical", recipientId: clinicId } as const;
    const ways = [OWN_WEBHOOK, ...care.channels(clinicId).filter(({ enabled }) => enabled)];
    const idOf = ({ id }: Way) => webhookIdOf(alert.id, id === null ? clinicId : `${clinicId}/${id}`, eventType, step);
    const atOnce = eventType === "alert.updated" ? step + 1 : 1;
    return ways.map((way, index) => {
      const before = index < atOnce ? undefined : ways[index - 1];
      return {
        ...common,
        id: idOf(way),
        channel: way.type,
        channelId: way.id,
        afterId: before === undefined ? null : idOf(before),
        waitMs: before === undefined ? 0 : (index - atOnce + 1) * (urgent ? URGENT_WAIT_MS : ROUTINE_WAIT_MS),
        eventType,
        step,
        urgent,
        body,
        createdAtMs: nowMs,
      };
    });
  }
}
function screenDeliveryId(alert: Pick<Alert, "id">, { role, step, track }: Extract<Tell, { to: "staff" }>): string {
  return webhookIdOf(alert.id, track === "onSite" ? role : `${role}/${track}`, "alert.updated", step);
}
