import { setTimeout as delay } from "node:timers/promises";
import { Acceptor } from "../ingest/accept.ts";
import { EventEdges } from "../ingest/edges.ts";
import { HistorianFeed } from "../ingest/historian-feed.ts";
import { Pipeline, type Projection } from "../ingest/pipeline.ts";
import { makeReader } from "../ingest/read.ts";
import { ControlEntry } from "../ingest/entry.ts";
import { DuplicateWindow, RecentEvents } from "../ingest/recent.ts";
import { rememberCopies } from "../ingest/remember.ts";
import type { DeviceMessage } from "../domain/device-message.ts";
import { errorText } from "../domain/errors.ts";
import type { QuarantineEntry } from "../domain/publish.ts";
import type { Clock } from "../domain/time.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";
import type { Alert } from "../domain/alert.ts";
import type { Metrics } from "./metrics.ts";
import { StateSaver, takeEdges, takeRecentEvents, type SavedRules } from "./state-saver.ts";
import type { Stores } from "./stores.ts";

const ALIVE_EVERY_MS = 5_000;
const SAVE_EVERY_MS = 4_000;
const BACKLOG_ROWS = 100;
const BACKLOG_RETRY_MS = 1_000;

export interface EnginePorts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly directory: HomeDirectory;
  readonly stores: Stores;
  readonly rules: Projection & SavedRules & { load(states: ReadonlyMap<string, string>): readonly string[] };
  readonly picture: Projection;
  /** Events, before their commit is awaited. */
  lane(message: DeviceMessage): void;
  /** As the desk knows it, open or resolved lately. */
  alert(alertId: string): Alert | undefined;
  readonly metrics: Metrics;
}
export interface Engine {
  readonly acceptor: Acceptor;
  readonly pipeline: Pipeline;
  readonly feed: HistorianFeed;
  /** A person closed an alert: journalled, and a button or radar whose state stayed on may call again. */
  resolved(alertId: string): void;
  /** Resolves when what `resolved` was told so far is on disk, or after 2 s: a replay must see it as the person was told it. */
  journalled(): Promise<unknown>;
}

/**
 * The life of a reading between the front door and its projections. Loads the rule states, starts evaluating the journal behind
 * them, and takes in at once: what is committed meanwhile is evaluated behind the backlog.
 */
export async function startEngine(ports: EnginePorts, lifecycle: Lifecycle): Promise<Engine> {
  const { clock, log, directory, stores } = ports;
  const { journal, historian, records } = stores;
  const evaluated = await records.evaluationStore.load();
  const states = new Map(evaluated.states);
  const events = new RecentEvents(takeRecentEvents(states));
  const edges = new EventEdges(takeEdges(states));
  const unreadable = ports.rules.load(states);
  if (unreadable.length > 0)
    log.warn({ count: unreadable.length }, "loading rule states: some could not be read; those devices start anew");

  const copies = new DuplicateWindow();
  const read = makeReader(directory, edges);
  const readAgain = makeReader(directory, new EventEdges());
  const quarantine = {
    add(entry: QuarantineEntry) {
      ports.metrics.quarantined.inc({ reason: entry.reason });
      records.quarantine.add(entry);
    },
  };
  const rearm = (alertId: string): void => {
    const alert = ports.alert(alertId);
    if (alert?.deviceId != null && (alert.kind === "sos" || alert.kind === "fall")) edges.rearm(alert.deviceId, alert.kind);
  };
  let lastResolved: Promise<unknown> = Promise.resolve();
  let isBacklog = true;
  const rules: Projection = {
    message: (message) => ports.rules.message(message),
    control(control, atMs) {
      // Closed after the states were stored and before the server ended: a state that stayed on may call again all the same.
      if (isBacklog && control.type === "resolved") rearm(control.alertId);
      ports.rules.control(control, atMs);
    },
  };
  const pipeline = new Pipeline({ rules, picture: ports.picture, quarantine, copies, events, read }, evaluated.cursor);
  const reader = {
    read: journal.read.bind(journal),
    lastRow: journal.lastRowAtOpen,
  };
  const feed = new HistorianFeed(
    {
      historian: stores.historianSink,
      journal: reader,
      read: readAgain,
      onFailure: (error) => log.warn({ reason: errorText(error) }, "storing observations: the historian did not take them; trying again"),
    },
    await historian.cursor(),
  );
  const acceptor = new Acceptor({
    journal,
    clock,
    elapsedMs: () => performance.now(),
    isCopy: (publish) => copies.isCopy(publish),
    read,
    lane: { event: ports.lane },
    evaluateUncommitted: (entry) => pipeline.evaluateUncommitted(entry),
  });
  journal.onCommitted((batch) => {
    reader.lastRow = batch.row;
    pipeline.committed(batch);
    feed.committed(batch);
  });

  await rememberCopies(reader, clock.now(), copies, readAgain);
  void acceptor.control({ type: "start" });
  const stopping = new AbortController();
  const backlog = evaluateBacklog(pipeline, journal, reader.lastRow, stopping.signal, log, () => (isBacklog = false));
  feed.wake();

  const alive = setInterval(() => void acceptor.control({ type: "alive" }), ALIVE_EVERY_MS);
  const saver = new StateSaver({ pipeline, feed, events, edges, rules: ports.rules, stores });
  const saving = setInterval(() => {
    saver.save().catch((error: unknown) => log.warn({ reason: errorText(error) }, "storing the evaluated cursor: trying again"));
  }, SAVE_EVERY_MS);
  lifecycle.add("engine", async () => {
    clearInterval(alive);
    clearInterval(saving);
    acceptor.close();
    stopping.abort();
    await backlog;
    await journal.append(new ControlEntry({ type: "stop" }, clock.now()));
    await feed.close();
    await saver.save();
  });
  return {
    acceptor,
    pipeline,
    feed,
    resolved(alertId) {
      lastResolved = acceptor.control({ type: "resolved", alertId });
      rearm(alertId);
    },
    journalled: () => lastResolved,
  };
}
/** Journal order is a promise: while the backlog cannot be read, what comes behind it waits, and it is tried again. */
async function evaluateBacklog(
  pipeline: Pipeline,
  journal: Stores["journal"],
  lastRow: number,
  stopping: AbortSignal,
  log: Logger,
  beforeLive: () => void,
): Promise<void> {
  while (pipeline.cursor.row < lastRow && !stopping.aborted) {
    try {
      const batches = await journal.read(pipeline.cursor, BACKLOG_ROWS);
      for (const batch of batches) if (batch.row <= lastRow) pipeline.backlog(batch);
      if ((batches.at(-1)?.row ?? lastRow) >= lastRow) break;
    } catch (error) {
      log.error({ reason: errorText(error) }, "evaluating what came before the start: the journal cannot be read; trying again");
      await delay(BACKLOG_RETRY_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
  beforeLive();
  pipeline.endBacklog();
}
