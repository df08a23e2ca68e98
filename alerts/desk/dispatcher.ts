import type { Alert } from "../../domain/alert.ts";
import type { AlertEventType, Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import { webhookIdOf } from "../../domain/ids.ts";
import { webhookBody, type AlertLinks } from "../notify/body.ts";
import type { CareDirectory, Screens } from "../ports.ts";
import { routeOf } from "../escalation/route.ts";
import type { Tell } from "../escalation/tell.ts";

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
      if (tell.to === "clinic") return [this.#webhook(alert, tell.clinicId, tell.eventType, tell.step, tell.namesAllowed, nowMs)];
      // A call is a task for staff: it stands in the timeline, and nothing was sent.
      if (tell.to !== "staff") return [];
      return [
        {
          id: screenDeliveryId(alert, tell),
          alertId: alert.id,
          facilityId: alert.facilityId,
          channel: "screen",
          recipientId: tell.role,
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
  endings(alert: Alert, told: ReadonlySet<string>, nowMs: number): Delivery[] {
    const route = routeOf(this.#options.care, alert, nowMs);
    return [...told].map((clinicId) => {
      const namesAllowed = route.clinics.some((clinic) => clinic.clinicId === clinicId && clinic.namesAllowed);
      return this.#webhook(alert, clinicId, "alert.resolved", alert.medical.step, namesAllowed, nowMs);
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
        recipientId: role,
        attempt: 0,
        at: nowMs,
        ...outcome,
      });
    }
    return attempts;
  }
  #webhook(alert: Alert, clinicId: string, eventType: AlertEventType, step: number, namesAllowed: boolean, nowMs: number): Delivery {
    const links = this.#options.links(alert.id, clinicId);
    return {
      id: webhookIdOf(alert.id, clinicId, eventType, step),
      alertId: alert.id,
      facilityId: alert.facilityId,
      channel: "webhook",
      recipientId: clinicId,
      eventType,
      step,
      urgent: alert.severity === "critical" && eventType !== "alert.resolved",
      body: webhookBody({ alert, eventType, namesAllowed, nowMs }, this.#options.care, links),
      createdAtMs: nowMs,
    };
  }
}
function screenDeliveryId(alert: Pick<Alert, "id">, { role, step, track }: Extract<Tell, { to: "staff" }>): string {
  return webhookIdOf(alert.id, track === "onSite" ? role : `${role}/${track}`, "alert.updated", step);
}
