import { getPriority, setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { errorText } from "../../domain/errors.ts";
import { openInfluxReader } from "../../store/historian/influx/influx-reader.ts";
import { openSqliteReader } from "../../store/historian/sqlite/queries.ts";
import type { BacktestPlan, FromBacktest } from "../backtest/plan.ts";
import { runBacktest } from "../backtest/run.ts";

/** Behind everything else on the machine: an emergency waits for nobody. */
const NICENESS = 19;
if (process.platform === "linux" && getPriority(0) < NICENESS) setPriority(0, NICENESS);

const tell = (message: FromBacktest): void => parentPort?.postMessage(message);
const plan = workerData as BacktestPlan;
const reader = plan.engine.type === "influx" ? openInfluxReader(plan.engine) : openSqliteReader(plan.engine.file);
try {
  tell({ type: "done", result: await runBacktest(plan, reader, (done, total) => tell({ type: "progress", done, total })) });
} catch (error) {
  tell({ type: "failed", problem: errorText(error) });
} finally {
  await reader.close();
}
