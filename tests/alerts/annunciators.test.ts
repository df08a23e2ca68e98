import { describe, expect, it } from "vitest";
import { loudnessOf, showsOf, type Scene, type Show } from "../../alerts/annunciators/shows.ts";
import { commandOf, confirmationOf, isConfirmed, showingId } from "../../alerts/annunciators/wire.ts";
import { PLAIN_ANNUNCIATOR, type Annunciator } from "../../domain/annunciator.ts";
import type { Alert } from "../../domain/alert.ts";
import type { Device } from "../../domain/directory.ts";
import { anAlert, aPlace, aTrack } from "../support/builders.ts";

/** 2026-01-05, a Monday, 10:00 in Shanghai. */
const MORNING = Date.UTC(2026, 0, 5, 2);
const NIGHT = MORNING + 14 * 3_600_000;
const PLACES = [aPlace({ id: "p3", building: "A", floor: "3", name: "302" }), aPlace({ id: "p4", building: "A", floor: "4", name: "401" })];
const FLOOR_3 = { floors: [{ building: "A", floor: "3" }], placeIds: [] };
const FLOOR_4 = { floors: [{ building: "A", floor: "4" }], placeIds: [] };

function anAnnunciator(fields: Partial<Annunciator> = {}): Annunciator {
  const { severities, ...plain } = PLAIN_ANNUNCIATOR;
  return {
    ...plain,
    severities: [...severities],
    rota: [],
    kinds: [],
    id: "ann",
    facilityId: "fac",
    deviceId: "dev",
    label: "x",
    version: 1,
    changedByUserId: null,
    ...fields,
  };
}
const alertAt = (placeId: string, fields: Partial<Alert> = {}): Alert =>
  anAlert({ residentId: null, placeId, rule: "sos", kind: "sos", severity: "critical", onSite: aTrack({ owed: true }), ...fields });
function shown(annunciators: readonly Annunciator[], alerts: readonly Alert[], more: Partial<Scene> = {}): Show[] {
  const scene: Scene = {
    ...{ alerts, annunciators, isCutOff: false, testing: new Set(), nowMs: MORNING },
    placeOf: ({ placeId }) => PLACES.find(({ id }) => id === placeId),
    titleOf: (rule) => (rule === "sos" ? { zh: "紧急呼叫", en: "SOS" } : { zh: "其他", en: "Other" }),
    isPager: ({ label }) => label === "pager",
    isOnDuty: () => true,
    ...more,
  };
  const shows = showsOf(scene);
  return annunciators.map(({ id }) => shows.get(id)!);
}
const by = { userId: "u", clinicId: null, name: "李", role: "nurse" } as const;
const onTheWay = aTrack({ owed: true, state: "acknowledged", by, acknowledgedAtMs: MORNING });

describe("how loud an alert is", () => {
  it.each([
    { name: "nobody has taken it", alert: alertAt("p3"), loudness: "sound" },
    { name: "somebody is on the way", alert: alertAt("p3", { onSite: onTheWay }), loudness: "light" },
    { name: "somebody has arrived", alert: alertAt("p3", { onSite: aTrack({ owed: true, state: "done" }) }), loudness: "none" },
    { name: "it is resolved", alert: alertAt("p3", { state: "resolved" }), loudness: "none" },
    {
      name: "nobody is owed to come",
      alert: alertAt("p3", { rule: "door", kind: "door", onSite: aTrack({ owed: false }) }),
      loudness: "none",
    },
    {
      name: "a silenced warning",
      alert: alertAt("p3", { rule: "x", kind: "vital", hold: { type: "silence", silenceId: "s", sinceMs: 0, untilMs: NIGHT } }),
      loudness: "none",
    },
    {
      name: "an SOS, whatever holds it",
      alert: alertAt("p3", { hold: { type: "silence", silenceId: "s", sinceMs: 0, untilMs: NIGHT }, onSite: aTrack({ owed: false }) }),
      loudness: "sound",
    },
    {
      name: "put off by a person",
      alert: alertAt("p3", { rule: "x", kind: "vital", hold: { type: "snooze", by, reason: "x", sinceMs: 0, untilMs: NIGHT } }),
      loudness: "light",
    },
    { name: "a drill", alert: alertAt("p3", { rule: "drill" }), loudness: "none" },
  ] as const)("$name: $loudness", ({ alert, loudness }) => expect(loudnessOf(alert, MORNING + 1)).toBe(loudness));

  it("sounds again when somebody is on the way for three minutes and has not arrived", () => {
    const taken = alertAt("p3", { onSite: onTheWay });
    expect(loudnessOf(taken, MORNING + 179_999)).toBe("light");
    expect(loudnessOf(taken, MORNING + 180_000)).toBe("sound");
  });
});
describe("what an annunciator shows", () => {
  it("the worst of its zone, with rooms and without names, and nothing of another floor", () => {
    const warning = alertAt("p3", { rule: "x", kind: "vital", severity: "warning", raisedAtMs: 1 });
    const [third, fourth] = shown(
      [anAnnunciator({ id: "a3", zone: FLOOR_3 }), anAnnunciator({ id: "a4", zone: FLOOR_4 })],
      [warning, alertAt("p3", { raisedAtMs: 2 })],
    );
    expect(third).toMatchObject({ announced: "high", isSounding: true, volume: 80, text: { zh: "302 紧急呼叫；302 其他" } });
    expect(fourth).toMatchObject({ announced: "off", isSounding: false, text: null });
  });
  it("an alert of which nobody knows where it is, everywhere", () => {
    const [one] = shown([anAnnunciator({ zone: FLOOR_4 })], [alertAt("nowhere")]);
    expect(one).toMatchObject({ announced: "high", text: { zh: "位置不明 紧急呼叫" } });
  });
  it("an SOS also where only other kinds or severities were laid down", () => {
    const [one] = shown([anAnnunciator({ kinds: ["door"], severities: ["info"] })], [alertAt("p3")]);
    expect(one?.announced).toBe("high");
    const [other] = shown([anAnnunciator({ kinds: ["door"] })], [alertAt("p3", { rule: "x", kind: "vital" })]);
    expect(other?.announced).toBe("off");
  });
  it("at night it is quieter, and announces for the zone of that hour", () => {
    const base = anAnnunciator({ zone: FLOOR_3, rota: [{ window: { from: "20:00", to: "08:00" }, zone: FLOOR_4 }] });
    const [day] = shown([base], [alertAt("p4")]);
    const [night] = shown([base], [alertAt("p4")], { nowMs: NIGHT });
    expect(day?.announced).toBe("off");
    expect(night).toMatchObject({ announced: "high", volume: 40 });
  });
  it("a pager calls whoever carries it while they are on duty; where nobody is, all of the zone call", () => {
    const pagers = [
      anAnnunciator({ id: "li", label: "pager", carriedBy: "li" }),
      anAnnunciator({ id: "zhang", label: "pager", carriedBy: "zhang" }),
    ];
    const called = (duty: readonly string[]) =>
      shown(pagers, [alertAt("p3")], { isOnDuty: (userId) => duty.includes(userId) }).map(({ announced }) => announced);
    expect(called(["li"])).toEqual(["high", "off"]);
    expect(called(["li", "zhang"])).toEqual(["high", "high"]);
    expect(called([])).toEqual(["high", "high"]);
  });
  it("says that no clinic can be told, alone and beside an alert", () => {
    expect(shown([anAnnunciator()], [], { isCutOff: true })[0]).toMatchObject({ announced: "cutOff", isSounding: false });
    expect(shown([anAnnunciator()], [alertAt("p3")], { isCutOff: true })[0]?.text).toEqual({
      zh: "302 紧急呼叫；无法通知诊所，请打电话",
      en: "302 SOS; Clinics cannot be told: phone them",
    });
  });
  it("a test never stands in the way of an alert", () => {
    const testing = new Set(["ann"]);
    expect(shown([anAnnunciator()], [], { testing })[0]?.announced).toBe("test");
    expect(shown([anAnnunciator()], [alertAt("p3")], { testing })[0]?.announced).toBe("high");
  });
  it("is equal after a restart: the same alerts have the same id of what is shown", () => {
    const twice = [0, 1].map(() => showingId(shown([anAnnunciator()], [alertAt("p3")])[0]!));
    expect(twice[0]).toBe(twice[1]);
  });
});
describe("on the wire", () => {
  const child: Device = { id: "dev", facilityId: "fac", kind: "siren", gatewayId: "gw", address: "3F_siren" };
  const gateway = { id: "gw", facilityId: "fac", dialect: "zigbee2mqtt" } as const;
  const [high] = shown([anAnnunciator()], [alertAt("p3")]);
  const [off] = shown([anAnnunciator()], []);
  const sent = (kind: "siren" | "nurseCallRelay" | "corridorLight", show: Show) => {
    const command = commandOf({ device: { ...child, kind }, kind, gateway }, show);
    return { topic: command?.topic, body: JSON.parse(command?.payload ?? "null") };
  };
  it("a Zigbee siren, relay and light are told by Zigbee2MQTT in the gateway's mount", () => {
    const topic = "anhu/v1/fac/gw/raw/zigbee2mqtt/3F_siren/set";
    expect(sent("siren", high!)).toEqual({ topic, body: { warning: { mode: "emergency", level: "high", strobe: true, duration: 90 } } });
    expect(sent("siren", off!).body.warning).toMatchObject({ mode: "stop", strobe: false });
    expect(sent("siren", { ...high!, isSounding: false }).body.warning).toMatchObject({ mode: "stop", strobe: true });
    expect(sent("nurseCallRelay", high!).body).toEqual({ state: "ON" });
    expect(sent("corridorLight", high!).body).toMatchObject({ state: "ON", color: { hex: "#FF0000" } });
  });
  it("a relay confirms by its state, a device of its own by the id that it shows", () => {
    const said = confirmationOf("raw/zigbee2mqtt/3F_siren", Buffer.from('{"state":"ON"}'), "3F_siren");
    expect(isConfirmed(said!, { kind: "nurseCallRelay", gateway }, high!)).toBe(true);
    expect(isConfirmed(said!, { kind: "nurseCallRelay", gateway }, off!)).toBe(false);
    const own = confirmationOf("status", Buffer.from(JSON.stringify({ online: true, showing: showingId(high!) })), null);
    expect(isConfirmed(own!, { kind: "corridorLight", gateway: undefined }, high!)).toBe(true);
    expect(confirmationOf("observations", Buffer.from('{"showing":"x"}'), null)).toBeNull();
    expect(confirmationOf("status", Buffer.from("no json"), null)).toBeNull();
  });
  it("a gateway without words for it is told nothing", () => {
    expect(commandOf({ device: child, kind: "siren", gateway: { ...gateway, dialect: "owntracks" } }, high!)).toBeNull();
  });
});
