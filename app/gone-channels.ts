import { DEFAULT_CATALOGUE } from "../alerts/rules/catalogue.ts";
import type { Signal } from "../alerts/signal.ts";
import type { DeliveryAttempt } from "../domain/delivery.ts";
import type { Clock } from "../domain/time.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Late } from "./late.ts";
import type { Logger } from "./logger.ts";
import type { Stores } from "./stores.ts";

const RULE = "channel.gone";
/** Told again so often while nobody mends it. */
const DAY_MS = 86_400_000;
/** Their own answer says that nobody is behind them any more; elsewhere trying on does no harm. */
const SWITCHED_OFF: ReadonlySet<DeliveryAttempt["channel"]> = new Set(["webhook", "webPush"]);

export interface GoneChannels {
  /** An attempt after which trying again changes nothing. */
  gone(attempt: DeliveryAttempt): void;
}
/**
 * A channel whose owner switched it off (410) is disabled, and staff of the home whose alert met it are told. A clinic's own webhook stays:
 * what is urgent is tried there all the same.
 */
export function makeGoneChannels(parts: {
  readonly stores: Stores;
  readonly directory: HomeDirectory;
  readonly clock: Clock;
  readonly log: Logger;
  readonly late: Late;
  readonly refresh: () => Promise<void>;
}): GoneChannels {
  const { stores, directory, clock, log, late, refresh } = parts;
  async function disable(channelId: string): Promise<void> {
    const channel = directory.channel(channelId);
    if (channel === undefined || !channel.enabled) return;
    const { label, trusted, config } = channel;
    await stores.records.records.setChannel(channelId, { label, trusted, config, enabled: false });
    await refresh();
  }
  return {
    gone({ alertId, channel, channelId, recipientId, at }) {
      const facilityId = late.desk?.find(alertId)?.alert.facilityId;
      if (!SWITCHED_OFF.has(channel) || facilityId === undefined) return;
      const subjectId = channelId ?? recipientId;
      late.desk?.signal(signalOf(subjectId, facilityId, `${facilityId}/${Math.floor(at / DAY_MS)}`, clock.now()));
      if (channelId === null) return;
      disable(channelId).catch((error: unknown) => log.warn({ channelId, error }, "disabling a channel: the records do not answer"));
    },
  };
}
function signalOf(subjectId: string, facilityId: string, identity: string, atMs: number): Signal {
  const known = DEFAULT_CATALOGUE.rule(RULE);
  return {
    ...{ type: "raise", subjectId, facilityId, residentId: null, placeId: null, deviceId: null, rule: RULE, identity, atMs },
    ...{ kind: "device", class: "technical", severity: known?.type === "condition" ? known.severity : "warning", latched: true },
    ...{ sign: null, value: null, observedAtMs: atMs, late: false, medicalGrade: false, measureWith: null, why: null },
  };
}
