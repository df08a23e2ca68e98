import { makeNotifier } from "../alerts/notify/notifier.ts";
import type { Notifier } from "../alerts/ports.ts";
import type { Clock } from "../domain/time.ts";
import { listOf, type Settings } from "./config.ts";
import { openVapid } from "./vapid.ts";

/** All channels, as the settings of the server want them. `clock` may be simulated: providers are paced and signed to in real time. */
export function makeServerNotifier(settings: Settings, clock: Clock): Notifier {
  const allowOrigins = listOf(settings.ANHU_WEBHOOK_ALLOW);
  return makeNotifier({ clock, allowOrigins, vapid: openVapid(settings), elapsedMs: () => performance.now(), realMs: Date.now });
}
