import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";

/** Figures for Prometheus. No label names a resident or a device. */
export function makeMetrics(read: {
  connections(): number;
  openAlerts(): number;
  historianLagRows(): number;
  isJournalStalled(): boolean;
  /** Publishes by answer, counted where they are answered. */
  publishes(): { readonly kept: number; readonly notKept: number };
}) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge("anhu_mqtt_connections", "Devices and gateways connected", read.connections);
  gauge("anhu_alerts_open", "Alerts that nobody has resolved", read.openAlerts);
  gauge("anhu_historian_lag_rows", "Rows of the journal that the historian has not stored yet", read.historianLagRows);
  gauge("anhu_journal_stalled", "1 while the journal does not answer in time", () => (read.isJournalStalled() ? 1 : 0));
  new Counter({
    name: "anhu_mqtt_publishes_total",
    help: "Publishes by answer",
    labelNames: ["answer"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [answer, count] of Object.entries(read.publishes())) this.inc({ answer }, count);
    },
  });
  return {
    registry,
    removed: new Counter({
      name: "anhu_historian_removed_rows_total",
      help: "Rows of observations that retention removed, by resolution",
      labelNames: ["resolution"],
      registers: [registry],
    }),
    rolledUp: new Counter({
      name: "anhu_historian_rolled_up_hours_total",
      help: "Hours of single devices whose roll-ups were rebuilt",
      registers: [registry],
    }),
    attempts: new Counter({
      name: "anhu_delivery_attempts_total",
      help: "Attempts to tell somebody, by channel and state",
      labelNames: ["channel", "state"],
      registers: [registry],
    }),
    quarantined: new Counter({
      name: "anhu_quarantined_total",
      help: "Publishes that could not be read, by reason",
      labelNames: ["reason"],
      registers: [registry],
    }),
  };
}
export type Metrics = ReturnType<typeof makeMetrics>;
