import type { Command } from "commander";
import { checkBackup } from "../../store/backup/check.ts";
import { restoreBackup } from "../../store/backup/restore.ts";
import { systemClock } from "../clock.ts";
import { readSettings } from "../config.ts";
import { runLongWork } from "../long-work.ts";
import { print } from "./print.ts";

interface RestoreOptions {
  readonly from: string;
  readonly dataDir?: string;
  readonly replace?: boolean;
  readonly check?: boolean;
  readonly json?: boolean;
}
/** `restore`: a backup, checked, becomes a data directory. */
export function addRestoreCommand(program: Command): void {
  program
    .command("restore")
    .description("check a backup and put it into a data directory that no server uses")
    .requiredOption("--from <directory>", "what `anhu backup --to` wrote")
    .option("--data-dir <directory>", "default: ANHU_DATA_DIR")
    .option("--replace", "move what the data directory holds aside, into before-restore-… below it")
    .option("--check", "only read and check the backup")
    .option("--json", "print JSON")
    .action(async ({ from, dataDir, replace, check, json }: RestoreOptions) => {
      if (check === true) {
        const manifest = await runLongWork(`checking the backup ${from}`, (work) => checkBackup(from, work));
        const { takenAt, files } = manifest;
        return print(json === true ? manifest : { from, takenAt, files: files.length, state: "whole" }, { json: json === true });
      }
      const target = dataDir ?? readSettings().ANHU_DATA_DIR;
      const { manifest, movedTo } = await runLongWork(`restoring ${from} to ${target}`, (work) =>
        restoreBackup({ from, dataDir: target, replace: replace === true, clock: systemClock }, work),
      );
      const done = { dataDir: target, takenAt: manifest.takenAt, movedTo };
      print(json === true ? { ...done, manifest } : done, { json: json === true });
    });
}
