import type { Alert, Track } from "../../domain/alert.ts";
import type { AlertEventType, Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import { webhookIdOf } from "../../domain/ids.ts";
import { webhookBody, type AlertLinks } from "../notify/body.ts";
import type { CareDirectory, Screens } from "../ports.ts";
import { routeOf } from "../escalation/route.ts";
import type { Tell } from "../escalation/tell.ts";
import { chained, type Way } from "./chain.ts";
import type { Told } from "../escalation/told.ts";

const OWN_WEBHOOK: Way = { type: "webhook", id: null, trusted: true };
type StaffTell = Extract<Tell, { to: "staff" }>;
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
  /** For one push of the alert to one clinic. */
  readonly links: (alertId: string, clinicId: string, deliveryId: string) => AlertLinks;
  /** The alert for people of the home, or of a clinic, who sign in. */
  readonly page: (alertId: string, of: "home" | "clinic") => string;
}
/** Turns the steps of the ladder into deliveries, and tells the screens. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  constructor(options: DispatcherOptions) {
    this.#options = options;
  }
  deliveries(alert: Alert, tells: readonly Tell[], nowMs: number): Delivery[] {
    const made = tells.flatMap((tell): Delivery[] => {
      if (tell.to === "clinic") return this.#toClinic({ alert, ...tell, nowMs });
      // A call is a task for staff: it stands in the timeline, and nothing was sent.
      return tell.to === "staff" ? [this.#toScreens(alert, tell, nowMs), ...this.#toStaff(alert, tell, nowMs)] : [];
    });
    // Two roles of one step may share a group.
    return [...new Map(made.map((delivery) => [delivery.id, delivery])).values()];
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
  #toScreens(alert: Alert, tell: StaffTell, nowMs: number): Delivery {
    return {
      ...aboutOf(alert, tell.track, tell.role, tell.step, nowMs),
      ...{ id: screenDeliveryId(alert, tell), channel: "screen", channelId: null, afterId: null, waitMs: 0, body: "" },
    };
  }
  /** Beside the screens: the group of the home, and who is on duty by the rota. Lights and sirens of the house have a way of their own. */
  #toStaff(alert: Alert, tell: StaffTell, nowMs: number): Delivery[] {
    const { care, page } = this.#options;
    const url = page(alert.id, "home");
    return [alert.facilityId, ...tell.people.map(({ userId }) => userId)].flatMap((ownerId) => {
      const about = aboutOf(alert, tell.track, ownerId, tell.step, nowMs);
      const ways = care.channels(ownerId).filter(({ enabled, type }) => enabled && type !== "annunciator");
      return chained(about, ways, (_id, { trusted }) =>
        webhookBody({ alert, eventType: about.eventType, namesAllowed: trusted, nowMs }, care, { acknowledgeUrl: url, handoverUrl: url }),
      );
    });
  }
  /** The clinic's own webhook, then its channels; and at once the browsers of its people, whose link opens the console. */
  #toClinic({ alert, clinicId, eventType, step, namesAllowed, nowMs }: ToClinic): Delivery[] {
    const { care, links, page } = this.#options;
    const urgent = alert.severity === "critical" && eventType !== "alert.resolved";
    const ways = [OWN_WEBHOOK, ...care.channels(clinicId).filter(({ enabled }) => enabled)];
    const about = { ...aboutOf(alert, "medical", clinicId, step, nowMs), eventType, urgent };
    const body = (trusted: boolean, to: AlertLinks) =>
      webhookBody({ alert, eventType, namesAllowed: namesAllowed && trusted, nowMs }, care, to);
    const url = page(alert.id, "clinic");
    const own = care.clinicPeople(clinicId).flatMap((userId) => care.channels(userId).filter(({ enabled }) => enabled));
    return [
      ...chained(about, ways, (deliveryId, { trusted }) => body(trusted, links(alert.id, clinicId, deliveryId))),
      ...own.flatMap((way) => chained(about, [way], () => body(way.trusted, { acknowledgeUrl: url, handoverUrl: url }))),
    ];
  }
}
function aboutOf(alert: Alert, track: Track, recipientId: string, step: number, createdAtMs: number) {
  const { id: alertId, facilityId, severity } = alert;
  const eventType = step === 0 ? ("alert.raised" as const) : ("alert.updated" as const);
  return { alertId, facilityId, track, recipientId, eventType, step, urgent: severity === "critical", createdAtMs };
}
function screenDeliveryId(alert: Pick<Alert, "id">, { role, step, track }: StaffTell): string {
  return webhookIdOf(alert.id, track === "onSite" ? role : `${role}/${track}`, "alert.updated", step);
}
