#!/usr/bin/env node
import { Command } from "commander";
import { AnhuError } from "../domain/errors.ts";
import { addAuditCommands } from "./commands/audit.ts";
import { addBackupCommand } from "./commands/backup.ts";
import { addBacktestCommands } from "./commands/backtest.ts";
import { addHistorianCommands } from "./commands/historian-copy.ts";
import { addJournalCommands } from "./commands/journal.ts";
import { addMigrateCommand } from "./commands/migrate.ts";
import { addPlaceCommands } from "./commands/places.ts";
import { addRecordCommands } from "./commands/records.ts";
import { addRestoreCommand } from "./commands/restore.ts";
import { addServeCommands } from "./commands/serve.ts";
import { addSimulatorCommands } from "./commands/simulators.ts";

const program = new Command("anhu").description("安护 Anhu: health monitoring for elderly residents").showHelpAfterError();
addServeCommands(program);
addRecordCommands(program);
addPlaceCommands(program);
addSimulatorCommands(program);
addJournalCommands(program);
addBackupCommand(program);
addAuditCommands(program);
addBacktestCommands(program);
addRestoreCommand(program);
addMigrateCommand(program);
addHistorianCommands(program);

/** An expected failure is one clear sentence; anything else is our bug and shows its stack. */
try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(
    error instanceof AnhuError
      ? `anhu: ${error.message}\n`
      : `anhu: unexpected failure, please report it: ${String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
}
