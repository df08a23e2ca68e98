import { openAlertDesk, type Desk } from "../alerts/desk.ts";
import { makeEvaluator, type Evaluator } from "../alerts/evaluate.ts";
import { DEFAULT_CATALOGUE } from "../alerts/rules/catalogue.ts";
import { eventSignals } from "../alerts/rules/event.ts";
import type { Links } from "../api/links.ts";
import type { ApiPorts } from "../api/ports.ts";
import type { Alert, TimelineEntry } from "../domain/alert.ts";
import type { DeviceMessage } from "../domain/device-message.ts";
import type { Clock } from "../domain/time.ts";
import type { Settings } from "./config.ts";
import { startFallbackSending } from "./fallback-sending.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Late } from "./late.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";
import { makeServerNotifier } from "./server-notifier.ts";
import { makeMeasureCommands } from "./measure-commands.ts";
import type { Stores } from "./stores.ts";

const DRAIN_MS = 3_000;

export interface AlertingParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly stores: Stores;
  readonly directory: HomeDirectory;
  readonly links: Links;
  readonly late: Late;
  /** Called with every change of an alert, before the listeners of `onAlertChange`. */
  readonly changed: (alert: Alert) => void;
}
export interface Alerting {
  readonly desk: Desk;
  readonly rules: Evaluator;
  /** Events, before their commit is awaited. */
  lane(message: DeviceMessage): void;
  readonly onAlertChange: ApiPorts["onAlertChange"];
  readonly onSilences: ApiPorts["onSilences"];
}
/** Rules, desk and the sending that waits for nobody. The desk acts on signals at once, and on time after its `start`. */
export function openAlerting(
  { settings, clock, log, stores, directory, links, late, changed }: AlertingParts,
  lifecycle: Lifecycle,
): Alerting {
  const listeners = new Set<(change: { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] }) => void>();
  const silenceListeners = new Set<(facilityId: string) => void>();
  const fallback = startFallbackSending({
    directory,
    clock,
    sender: makeServerNotifier(settings, clock),
    onAttempt(attempt, isGone) {
      late.desk?.attempted(attempt);
      late.custody?.attempted(attempt);
      late.house?.attempted(attempt);
      if (isGone) late.goneChannels?.gone(attempt);
    },
    record: (attempt, isLast) =>
      stores.records.sending.attempted(attempt, isLast).catch((error: unknown) => {
        log.warn({ deliveryId: attempt.deliveryId, error }, "keeping an attempt: the records do not answer");
        return true;
      }),
  });
  lifecycle.add("fallback sending", () => fallback.close());
  const desk = openAlertDesk({
    store: late.custody?.around(stores.records.alertStore) ?? stores.records.alertStore,
    care: directory,
    clock,
    screens: { tell: (facilityId, role, alertId) => late.api?.live.tell(facilityId, role, alertId) ?? 0 },
    links: (...push) => ({ acknowledgeUrl: links.acknowledge(...push), handoverUrl: links.handover(...push) }),
    page: (alertId, of) => links.page(`/${of === "clinic" ? "clinic" : "alerts"}?alert=${encodeURIComponent(alertId)}`),
    fallbackSend: (deliveries) => fallback.send(deliveries),
    stopSending: (alertId, track) => {
      fallback.acknowledged(alertId, track);
      stores.records.sending
        .acknowledged(alertId, track)
        .catch((error: unknown) => log.warn({ alertId, error }, "ending the repeats of an alert: the records do not answer"));
    },
    journalResolved: (alertId) => late.engine?.resolved(alertId),
    silences: stores.records.silenceStore,
    onSilences: (facilityId) => silenceListeners.forEach((listener) => listener(facilityId)),
    onChange: (alert, timeline) => {
      changed(alert);
      for (const listener of listeners) listener({ alert, timeline });
    },
  });
  late.desk = desk;
  lifecycle.add("alerts", async () => {
    await desk.drain(DRAIN_MS);
    desk.close();
  });
  const askToMeasure = makeMeasureCommands(directory, async (topic, payload) => late.door?.publishCommand(topic, payload), log);
  const rules = makeEvaluator({
    catalogue: DEFAULT_CATALOGUE,
    care: directory,
    device: directory.device,
    onStuck: (what) => log.error({ what }, "evaluating deadlines: one stays due; it was moved on by a minute, please report it"),
    gatewayFacility: (gatewayId) => directory.gateway(gatewayId)?.facilityId,
    emit: (signal) => {
      desk.signal(signal);
      askToMeasure(signal);
    },
  });
  return {
    desk,
    rules,
    lane: (message) => eventSignals(DEFAULT_CATALOGUE, message).forEach(desk.signal),
    onSilences(listener) {
      silenceListeners.add(listener);
      return () => silenceListeners.delete(listener);
    },
    onAlertChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
