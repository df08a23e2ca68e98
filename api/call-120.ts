import type { Alert } from "../domain/alert.ts";
import { call120Text, CHECKS_120, type Call120View } from "../domain/call-120.ts";
import { DRILL_120, isDrill } from "../domain/drill.ts";
import { localYear } from "../domain/local-time.ts";
import { sexOf } from "../domain/resident-record.ts";
import type { ApiPorts } from "./ports.ts";

/** The words to read out to 120 for an alert, by what the home laid down. */
export function call120View({ directory, clock }: ApiPorts, alert: Alert): Call120View {
  const { facilityId, residentId, placeId, kind, sign, value, observedAtMs } = alert;
  const nowMs = clock.now();
  const facility = directory.facility(facilityId);
  const resident = residentId === null ? undefined : directory.resident(residentId);
  const place = directory.place(resident?.placeId ?? placeId ?? "");
  const phones = directory.contacts(facilityId, null).filter((contact) => contact.residentId === null);
  const duty = phones.find(({ role }) => role === "onDutyCaregiver") ?? phones.find(({ role }) => role === "nurse");
  const address = facility?.address ?? null;
  const callbackPhone = facility?.callbackPhone ?? duty?.phone ?? null;
  const text = call120Text({
    ...{ facility: facility?.name ?? null, address, callbackPhone, kind, sign, value, nowMs },
    place: place ?? null,
    age: resident?.birthYear == null ? null : localYear(nowMs) - resident.birthYear,
    sex: resident === undefined ? null : sexOf(directory.recordOf(resident.id)),
    sinceMs: Math.min(observedAtMs, nowMs),
  });
  if (isDrill(alert)) return { text: { ...DRILL_120 }, checks: [], missing: [] };
  const missing: Call120View["missing"] = [];
  if (address === null) missing.push("address");
  if (callbackPhone === null) missing.push("callbackPhone");
  return { text, checks: [...CHECKS_120], missing };
}
