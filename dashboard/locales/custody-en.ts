import type { custodyZhCN } from "./custody-zh-CN.ts";

export const custodyEn: typeof custodyZhCN = {
  title: "From sensor to outcome",
  pdf: "Print (PDF)",
  stage: {
    ...{
      observed: "Measured by the device",
      received: "Received by the server",
      raised: "Alert raised",
      queued: "Queued",
      sent: "First sent",
    },
    ...{ accepted: "Taken by the other system", delivered: "Delivered", opened: "Opened", answered: "First answer of a person" },
    ...{ onSite: "On site: on the way", medical: "Medical: taken", arrived: "At the bedside", resolved: "Closed" },
  },
  ms: "{n} ms",
  s: "{n} s",
  min: "{m} min {s} s",
  h: "{h} h {m} min",
  notYet: "not yet",
  targets: "Standard of the trade",
  target: {
    ...{ answered60: "A person answers in 60 s", answered180: "A person answers in 180 s" },
    ...{ arrived45: "At the bedside in 45 min", arrived60: "At the bedside in 60 min" },
  },
  met: "kept",
  missed: "not kept",
  open: "still in time",
  audit: "Audit log: entries {from} to {to}, {n} in all",
  noAudit: "No entries in the audit log yet",
};
