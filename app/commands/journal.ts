import type { Command } from "commander";
import { readSettings } from "../config.ts";
import { print } from "./print.ts";

/** `journal replay`: the rules over the journal of a stopped server; the same journal gives the same alerts. */
export function addJournalCommands(program: Command): void {
  program
    .command("journal")
    .description("everything that was accepted, as it came")
    .command("replay")
    .description("the alerts that the rules make of the journal of a stopped server, from its beginning; works on a copy")
    .option("--data-dir <directory>", "default: ANHU_DATA_DIR")
    .option("--json", "print JSON")
    .action(async (options: { dataDir?: string; json?: boolean }) => {
      const settings = readSettings();
      // The rules are loaded here: no other command of those that ask needs them.
      const { replayJournal } = await import("../journal-replay.ts");
      const alerts = await replayJournal(options.dataDir ?? settings.ANHU_DATA_DIR, settings.ANHU_RECORDS_URL);
      const shown = alerts.map(({ id, facilityId, residentId, deviceId, rule, kind, severity, state, raisedAtMs, observedAtMs }) => ({
        id,
        facilityId,
        residentId,
        deviceId,
        rule,
        kind,
        severity,
        state,
        observedAt: observedAtMs,
        raisedAt: raisedAtMs,
      }));
      print(shown, { json: options.json === true });
    });
}
