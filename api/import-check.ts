import { Compile } from "typebox/compile";
import { feeProblem } from "../domain/fees.ts";
import { HomeDocument } from "../domain/home-document.ts";
import { InvalidDocument } from "./error-handler.ts";
import { webhookOf } from "./make-devices.ts";

const Document = Compile(HomeDocument);
const MOST_REPORTED = 200;
interface Found {
  readonly pointer: string;
  readonly message: string;
}

/**
 * The document, checked as a whole before anything is written: its shape, then that every name in it exists and is unique.
 * @throws {InvalidDocument} every error found, with its JSON pointer (RFC 6901)
 */
export function checkHome(document: unknown): HomeDocument {
  if (!Document.Check(document)) {
    throw invalid(Document.Errors(document).map((error) => ({ pointer: error.instancePath, message: error.message })));
  }
  const errors = [
    ...duplicates(document),
    ...beacons(document),
    ...dangling(document),
    ...devices(document),
    ...users(document),
    ...clinics(document),
  ];
  if (errors.length > 0) throw invalid(errors);
  return document;
}
function invalid(errors: readonly Found[]): InvalidDocument {
  const which = errors.length === 1 ? "one error" : `${errors.length} errors`;
  return new InvalidDocument(`importing the home: ${which}, nothing was written; correct the document`, errors.slice(0, MOST_REPORTED));
}
function* duplicates(home: HomeDocument): Generator<Found> {
  const lists = {
    places: home.places.map((place) => `${place.building} ${place.floor} ${place.name}`),
    residents: home.residents.map((item) => item.key),
    gateways: home.gateways.map((item) => item.key),
    devices: home.devices.map((item) => item.key),
    clinics: home.clinics.map((item) => item.key),
    users: home.users.map((item) => item.username),
  };
  for (const [list, keys] of Object.entries(lists)) {
    const first = new Map<string, number>();
    for (const [index, key] of keys.entries()) {
      const before = first.get(key);
      if (before === undefined) first.set(key, index);
      else yield { pointer: `/${list}/${index}`, message: `is there twice: see /${list}/${before}` };
    }
  }
}
function* beacons({ places }: HomeDocument): Generator<Found> {
  const first = new Map<number, number>();
  for (const [i, { beacon }] of places.entries()) {
    if (beacon === undefined) continue;
    const before = first.get(beacon);
    if (before === undefined) first.set(beacon, i);
    else yield { pointer: `/places/${i}/beacon`, message: `hangs at another place: see /places/${before}` };
  }
}
function* dangling(home: HomeDocument): Generator<Found> {
  const rooms = new Map<string, number>();
  for (const { name } of home.places) rooms.set(name, (rooms.get(name) ?? 0) + 1);
  const residents = new Set(home.residents.map((item) => item.key));
  const gateways = new Set(home.gateways.map((item) => item.key));
  const clinicKeys = new Set(home.clinics.map((item) => item.key));
  const room = (pointer: string, name: string | undefined): Found[] => {
    if (name === undefined || rooms.get(name) === 1) return [];
    return [{ pointer, message: rooms.has(name) ? "several places have this name" : "no place of the document has this name" }];
  };
  const known = (pointer: string, keys: ReadonlySet<string>, key: string | undefined, list: string): Found[] =>
    key === undefined || keys.has(key) ? [] : [{ pointer, message: `${list} of the document hold no such key` }];
  for (const [i, { name, serves }] of home.places.entries()) {
    yield* room(`/places/${i}/serves`, serves);
    const isServing = home.places.some((other) => other.name === serves && other.serves !== undefined);
    if (serves === name || isServing) yield { pointer: `/places/${i}/serves`, message: "must be a room that serves no other" };
  }
  for (const [i, item] of home.residents.entries()) yield* room(`/residents/${i}/room`, item.room);
  for (const [i, item] of home.gateways.entries()) yield* room(`/gateways/${i}/room`, item.room);
  for (const [i, item] of home.devices.entries()) {
    yield* room(`/devices/${i}/room`, item.room);
    yield* known(`/devices/${i}/resident`, residents, item.resident, "residents");
    yield* known(`/devices/${i}/gateway`, gateways, item.gateway, "gateways");
  }
  for (const [i, item] of home.contracts.entries()) {
    yield* known(`/contracts/${i}/clinic`, clinicKeys, item.clinic, "clinics");
    yield* known(`/contracts/${i}/resident`, residents, item.resident, "residents");
  }
  for (const [i, item] of home.contacts.entries()) yield* known(`/contacts/${i}/resident`, residents, item.resident, "residents");
  for (const [i, item] of home.users.entries()) {
    yield* known(`/users/${i}/clinic`, clinicKeys, item.clinic, "clinics");
    for (const [j, consent] of (item.consents ?? []).entries()) {
      yield* known(`/users/${i}/consents/${j}/resident`, residents, consent.resident, "residents");
    }
  }
}
function* devices(home: HomeDocument): Generator<Found> {
  const addresses = new Set<string>();
  for (const [i, { resident, room, gateway, address, count }] of home.devices.entries()) {
    const pointer = `/devices/${i}`;
    if (resident !== undefined && room !== undefined) yield { pointer, message: "is held by a resident or a room, not by both" };
    if ((gateway === undefined) !== (address === undefined)) yield { pointer, message: "gateway and address belong together" };
    if (address !== undefined && (count ?? 1) > 1)
      yield { pointer: `${pointer}/count`, message: "several devices cannot have one address" };
    if (address === undefined) continue;
    const place = `${gateway ?? ""} ${address}`;
    if (addresses.has(place)) yield { pointer: `${pointer}/address`, message: "another device has this address behind the gateway" };
    addresses.add(place);
  }
}
function* users(home: HomeDocument): Generator<Found> {
  for (const [i, { role, clinic, consents }] of home.users.entries()) {
    if ((role === "clinicStaff") !== (clinic !== undefined))
      yield { pointer: `/users/${i}/clinic`, message: "clinic staff, and only they, name a clinic" };
    if (role !== "family" && (consents ?? []).length > 0)
      yield { pointer: `/users/${i}/consents`, message: "only family members have consents" };
  }
}
function* clinics(home: HomeDocument): Generator<Found> {
  for (const [i, { webhookUrl }] of home.clinics.entries()) {
    try {
      webhookOf(webhookUrl);
    } catch {
      yield {
        pointer: `/clinics/${i}/webhookUrl`,
        message: "must be an https:// address (http:// only on a loopback address), without a user",
      };
    }
  }
  for (const [i, { from, to, fees = [] }] of home.contracts.entries()) {
    const problem = feeProblem(fees);
    if (problem !== null) yield { pointer: `/contracts/${i}/fees`, message: problem };
    if (to !== undefined && to <= (from ?? 0)) yield { pointer: `/contracts/${i}/to`, message: "must lie after its start" };
  }
}
