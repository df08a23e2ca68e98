import { readSettings } from "../../app/config.ts";
import { systemClock } from "../../app/clock.ts";
import { start, type Platform } from "../../app/start.ts";
import { makeTempDir } from "../support/machine.ts";

/** A new installation on free ports: nobody, nothing, and the code that its console would print. */
export async function startFresh(
  dashboardDir: string,
): Promise<{ readonly platform: Platform; readonly code: string; close(): Promise<void> }> {
  const temp = makeTempDir();
  const local = "127.0.0.1";
  const settings = readSettings({
    ...{ ANHU_DATA_DIR: temp.path, ANHU_HTTP_HOST: local, ANHU_HTTP_PORT: "0", ANHU_MQTT_HOST: local, ANHU_MQTT_PORT: "0" },
    ...{ ANHU_LOG_LEVEL: "silent", ANHU_JOURNAL_SYNC: "off-for-tests" },
  });
  const platform = await start(settings, { clock: systemClock, simulation: null, dashboardDir }).catch((error: unknown) => {
    temp.remove();
    throw error;
  });
  return {
    platform,
    code: (await platform.newSetupCode()) ?? "",
    async close() {
      await platform.close();
      temp.remove();
    },
  };
}
