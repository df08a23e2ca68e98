import { formatIn, type SheetLanguage } from "../../domain/handover/format.ts";
import { sheetText, type Line } from "../../domain/handover/text.ts";
import { isSignKey } from "../../domain/signs.ts";
import { handoverBundle } from "../fhir/bundle.ts";
import type { ApiContext } from "../context.ts";
import { notFound, type FoundAlert } from "../targets.ts";
import type { Looked } from "../looks.ts";
import { gatherHandover, lookedIn, type HandoverReader } from "./gather.ts";
import { answerWithin } from "./within.ts";

export const FHIR_JSON = "application/fhir+json; charset=utf-8";
const WAIT_MS = 2_500;

/**
 * The sheet of an alert as a FHIR R4 document, cut to what the reader may see.
 * @throws {AnhuError} `NOT_FOUND` the alert is about no resident: FHIR has nobody to hang it on
 */
export async function handoverDocument(
  context: ApiContext,
  found: FoundAlert,
  reader: HandoverReader,
  by: Parameters<Looked>[0],
  language: SheetLanguage,
) {
  const { options, ports } = context;
  const { alert } = found;
  const [sheet, attempts] = await Promise.all([
    gatherHandover(ports, found, reader, options.simulated),
    answerWithin(
      WAIT_MS,
      () => ports.records.deliveryAttempts(alert.id),
      [],
      () => undefined,
    ),
  ]);
  const { residentId } = sheet.background;
  if (residentId === null) throw notFound("resident of this alert");
  lookedIn(context, sheet, by, reader);
  const tile = ports.live.tile(residentId);
  const measured = (tile?.latest ?? []).flatMap(({ sign, value, at, quality, deviceId }) => {
    if (!isSignKey(sign)) return [];
    const shown = sheet.assessment.vitals.find((vital) => vital.sign === sign && vital.at === at);
    return [{ sign, value, atMs: at, deviceId, method: shown?.method ?? null, grade: shown?.grade ?? null, quality }];
  });
  const kinds = [...new Set(measured.map(({ deviceId }) => deviceId))].flatMap((id) => {
    const device = ports.directory.device(id);
    return device === undefined ? [] : [{ id, kind: device.kind }];
  });
  const text = sheetText(sheet, language);
  const { words, kind } = formatIn(language);
  const told = attempts.filter(({ recipientId }) => reader.clinicId === null || recipientId === reader.clinicId);
  const asked = new Set(told.map(({ recipientId }) => recipientId));
  return handoverBundle({
    baseUrl: `${options.publicUrl.replace(/\/$/, "")}/fhir/R4`,
    language: language === "zh" ? "zh-CN" : "en",
    ...{ madeAtMs: sheet.madeAt, title: text.title, alert, alertTitle: kind(alert.kind), facilityName: sheet.situation.facility.name },
    resident: {
      ...{ id: residentId, name: sheet.background.name, sex: sheet.background.sex },
      birthYear: ports.directory.resident(residentId)?.birthYear ?? null,
    },
    ...{ devices: kinds, measured, attempts: told },
    recipientName: ({ recipientId }) => ports.directory.clinic(recipientId)?.name ?? null,
    clinics: [...asked].flatMap((id) => {
      const clinic = ports.directory.clinic(id);
      return clinic === undefined ? [] : [{ id, name: clinic.name }];
    }),
    sections: [
      {
        title: words.sbar.s,
        lines: [...plain(text.situation), ...text.done.lines.map(({ time, text: what }) => `${time} ${what}`)],
        about: "alert",
      },
      { title: words.sbar.b, lines: plain(text.background), about: "none" },
      { title: words.sbar.a, lines: assessmentLines(text), about: "observations" },
      {
        title: words.sbar.r,
        lines: [...text.recommendation.asks, ...text.recommendation.checks.map((check) => check.text)],
        about: "requests",
      },
    ],
  });
}
const plain = (lines: readonly Line[]): string[] =>
  lines.map(({ label, rows }) => `${label}: ${rows.map((row) => row.map(({ text }) => text).join(" ")).join("; ")}`);
function assessmentLines({ assessment }: ReturnType<typeof sheetText>): string[] {
  const { news2, vitals, none } = assessment;
  return [
    ...(news2 === null ? [] : [`${news2.label} ${news2.figure} · ${news2.notes.join(" · ")}`]),
    ...(none === null ? vitals.map(({ name, figure, unit, notes }) => `${name} ${figure} ${unit} (${notes.join(" · ")})`) : [none]),
  ];
}
