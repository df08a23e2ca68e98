import { describe, expect, it } from "vitest";
import { handoverBundle, type HandoverSource } from "../../../api/fhir/bundle.ts";
import { fhirProblems } from "../../../api/fhir/check.ts";
import { anhuId, fhirId, signsOfCode } from "../../../api/fhir/codes.ts";
import { observationsOf, type Measured } from "../../../api/fhir/observations.ts";
import type { DeliveryAttempt } from "../../../domain/delivery.ts";
import type { SignKey } from "../../../domain/signs.ts";
import { anAlert } from "../../support/builders.ts";

const T = Date.UTC(2026, 1, 17, 2, 10);
const measured = (sign: SignKey, value: number | null, over: Partial<Measured> = {}): Measured => ({
  ...{ sign, value, atMs: T, deviceId: "dev_1", method: "wrist", grade: "consumer", quality: "good", ...over },
});
const attempt = (state: DeliveryAttempt["state"], at: number, over: Partial<DeliveryAttempt> = {}): DeliveryAttempt => ({
  ...{ deliveryId: "msg_1", alertId: "a", channel: "webhook", channelId: null, recipientId: "cli_1", attempt: 1, nextAt: null },
  ...{ state, at, why: state === "failed" ? "HTTP 500" : null, ...over },
});
const source = (over: Partial<HandoverSource> = {}): HandoverSource => ({
  ...{
    baseUrl: "https://anhu.example/fhir/R4",
    language: "zh-CN",
    madeAtMs: T,
    title: "交接单",
    alertTitle: "求助按钮 SOS",
    facilityName: "安康之家",
  },
  alert: anAlert({ id: "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e11", residentId: "res_1" }),
  resident: { id: "res_1", name: "张桂兰", sex: "female", birthYear: 1940 },
  devices: [{ id: "dev_1", kind: "wristband" }],
  measured: [
    measured("heartRate", 118),
    measured("spo2", 90),
    measured("systolicPressure", 92, { method: "cuff", grade: "medical" }),
    measured("diastolicPressure", 55, { method: "cuff", grade: "medical" }),
    measured("bodyTemperature", 38.4, { quality: "suspect" }),
    measured("respiratoryRate", 0, { quality: "technical" }),
    measured("bloodGlucose", 6.1),
  ],
  attempts: [
    attempt("queued", T),
    attempt("sent", T + 90),
    attempt("accepted", T + 200),
    attempt("failed", T + 9, { deliveryId: "msg_2" }),
  ],
  recipientName: () => "城南卫生服务中心",
  clinics: [{ id: "cli_1", name: "城南卫生服务中心" }],
  sections: [
    { title: "S 现状", lines: ["SOS <按钮> & 已确认"], about: "alert" },
    { title: "A 评估", lines: ["心率 118"], about: "observations" },
    { title: "R 建议", lines: [], about: "requests" },
  ],
  ...over,
});
const parts = (bundle: ReturnType<typeof handoverBundle>) => bundle.entry.map(({ resource }) => resource);
const observation = (code: string, list = source().measured) =>
  observationsOf("res_1", list).find((one) => one.code.coding?.some((coding) => coding.code === code));

describe("a handover as a FHIR R4 document", () => {
  it("keeps every rule that its checker knows, with and without names, in both languages", () => {
    expect(fhirProblems(handoverBundle(source()))).toEqual([]);
    const without = { ...source().resident, name: null, sex: null, birthYear: null };
    const bare = handoverBundle(source({ language: "en", resident: without, devices: [], measured: [], attempts: [], clinics: [] }));
    expect(fhirProblems(bare)).toEqual([]);
    expect(JSON.stringify(bare)).not.toContain("张桂兰");
  });

  it("begins with the Composition, holds all seven kinds, and is the same for the same sheet", () => {
    const bundle = handoverBundle(source());
    expect(bundle.entry[0]?.resource.resourceType).toBe("Composition");
    const kinds = new Set(parts(bundle).map(({ resourceType }) => resourceType));
    expect([...kinds].toSorted()).toEqual(["Communication", "Composition", "Device", "Flag", "Observation", "Patient", "ServiceRequest"]);
    expect(handoverBundle(source())).toEqual(bundle);
    expect(JSON.stringify(bundle)).toContain("SOS &lt;按钮&gt; &amp; 已确认");
  });

  it("says how each push went", () => {
    const pushes = parts(handoverBundle(source())).flatMap((one) => (one.resourceType === "Communication" ? [one] : []));
    expect(pushes.map(({ id, status }) => [id, status])).toEqual([
      ["msg-1", "completed"],
      ["msg-2", "not-done"],
    ]);
    expect(pushes[1]?.statusReason?.text).toBe("HTTP 500");
  });
});

describe("observations of the vital-signs profile", () => {
  it("pulse oximetry carries both codes, each number its UCUM unit", () => {
    expect(observation("59408-5")?.code.coding?.map(({ code }) => code)).toEqual(["2708-6", "59408-5"]);
    expect(observation("8310-5")?.valueQuantity).toMatchObject({ value: 38.4, code: "Cel", system: "http://unitsofmeasure.org" });
    expect(observation("8867-4")?.category[0]?.coding?.[0]?.code).toBe("vital-signs");
  });

  it("both pressures are components of one observation; a lone one names why the other is missing", () => {
    const both = observation("85354-9");
    expect(both?.component?.map(({ valueQuantity }) => valueQuantity?.value)).toEqual([92, 55]);
    const lone = observationsOf("res_1", [measured("systolicPressure", 92)]);
    expect(lone[0]?.component?.[1]?.dataAbsentReason?.coding?.[0]?.code).toBe("unknown");
    expect(lone.flatMap(fhirProblems)).toEqual([]);
  });

  it("a technical value is no value, and a suspect one is preliminary", () => {
    expect(observation("9279-1")).toMatchObject({ dataAbsentReason: { coding: [{ code: "error" }] } });
    expect(observation("9279-1")).not.toHaveProperty("valueQuantity");
    expect(observation("8310-5")?.status).toBe("preliminary");
  });

  it("ids are such as FHIR allows, and lead back", () => {
    for (const id of ["res_1k2j", "dev_00abc", "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e11"]) expect(anhuId(fhirId(id))).toBe(id);
    expect(observation("8867-4")?.id).toBe(`dev-1.heartRate.${T}`);
    expect(signsOfCode("8480-6")).toEqual(["bloodPressure"]);
    expect(signsOfCode("2708-6")).toEqual(["spo2"]);
  });
});

describe("the checker", () => {
  const heart = observationsOf("res_1", [measured("heartRate", 71)])[0]!;
  const pressure = observationsOf("res_1", [measured("systolicPressure", 120), measured("diastolicPressure", 70)])[0]!;
  const spo2 = observationsOf("res_1", [measured("spo2", 97)])[0]!;
  const { valueQuantity: _, ...noValue } = heart;
  it.each([
    ["a wrong unit", { ...heart, valueQuantity: { ...heart.valueQuantity!, code: "{Beats}/min" } }, /\/min in UCUM/],
    ["no value and no reason", noValue, /vs-2/],
    ["a value and a reason", { ...heart, dataAbsentReason: { text: "x" } }, /obs-6/],
    ["one SpO2 code", { ...spo2, code: { coding: [spo2.code.coding![1]!] } }, /both codes/],
    ["half a blood pressure", { ...pressure, component: [pressure.component![0]!] }, /both components/],
    ["no category", { ...heart, category: [] }, /minItems|category/],
    ["an element that R4 does not know", { ...heart, resident: "res_1" }, /additionalProperties/],
    ["an id with an underscore", { ...heart, id: "dev_1" }, /pattern/],
    ["no profile", { ...heart, meta: {} }, /names its profile/],
  ])("notices %s", (_name, resource, says) => {
    expect(fhirProblems(resource).join("\n")).toMatch(says);
  });

  it("notices a document that points to what it does not hold, or that begins otherwise", () => {
    const bundle = handoverBundle(source());
    expect(fhirProblems({ ...bundle, entry: bundle.entry.slice(0, 1) }).join()).toMatch(/not in the document/);
    expect(fhirProblems({ ...bundle, entry: bundle.entry.toReversed() }).join()).toMatch(/begins with its Composition/);
  });
});
