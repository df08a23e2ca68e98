import { serveRecords } from "../../store/records/records-server.ts";

/** A sending loop that sends nowhere: it reports what it was handed, with the delivery as text in `why`. */
await serveRecords(({ ledger, endpoint, report }) => {
  const note = (state: "queued" | "accepted" | "acknowledged", delivery: { id: string; alertId: string }, why: string) => {
    const attempt = {
      deliveryId: delivery.id,
      alertId: delivery.alertId,
      channel: "webhook",
      channelId: null,
      nextAt: null,
      recipientId: "cli_1",
      attempt: 0,
      at: 1,
      state,
      why,
    } as const;
    report(attempt);
    ledger.record(attempt);
  };
  for (const delivery of ledger.pending(Date.now())) {
    const target = endpoint(delivery.recipientId);
    note("queued", delivery, JSON.stringify({ pending: delivery, to: target?.type === "webhook" ? target.url : undefined }));
  }
  return {
    send(deliveries) {
      for (const delivery of deliveries) {
        if (delivery.body === "crash") process.nextTick(() => process.exit(1));
        note(delivery.body === "accept" ? "accepted" : "queued", delivery, JSON.stringify({ sent: delivery }));
      }
    },
    acknowledged(alertId, track) {
      if (alertId === "crash") process.exit(1);
      note("acknowledged", { id: "answer", alertId }, track ?? "both");
    },
    release: (ids) => ids.forEach((id) => note("queued", { id, alertId: "" }, JSON.stringify({ released: id }))),
    close() {},
  };
});
