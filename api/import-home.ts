import type { CareSetting } from "../domain/care-settings.ts";
import type { Place, Resident } from "../domain/directory.ts";
import type { FocusGroup } from "../domain/focus-groups.ts";
import { AnhuError } from "../domain/errors.ts";
import type { HomeDocument, HomeImported } from "../domain/home-document.ts";
import { newSecret } from "../domain/ids.ts";
import { contractOf } from "./contract-changes.ts";
import { inGroups } from "./groups.ts";
import { makeDevice, makeGateway, newWebhookSecret, webhookOf, type DeviceToMake } from "./make-devices.ts";
import type { Passwords } from "./passwords.ts";
import type { ApiPorts } from "./ports.ts";
import { careLevel } from "./care-level.ts";

/** Takes the first of the known that `fits`, each only once: the n-th equal thing of the document is the n-th one of the records. */
function taker<T>(known: readonly T[]): (fits: (item: T) => boolean) => T | undefined {
  const left = [...known];
  return (fits) => {
    const index = left.findIndex(fits);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
}
function held<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new AnhuError("BAD_INPUT", "importing the home: a name of the document is not in it; check it again");
  return value;
}

/**
 * Writes a checked home. What is there already (facility and residents by name, rooms by building, floor and name, devices by
 * kind and holder or by gateway and address, clinics and people by name) is left as it is: importing twice adds nothing, and the
 * answer holds secrets only of what was made now.
 */
export async function importHome(ports: ApiPorts, passwords: Passwords, home: HomeDocument): Promise<HomeImported> {
  const { records } = ports;
  const facility =
    (await records.facilities()).find((item) => item.name === home.facility.name) ??
    (await records.addFacility({ ...home.facility, addedAtMs: ports.clock.now() }));
  const facilityId = facility.id;
  const rooms = await importPlaces(ports, facilityId, home);
  const placeOf = (room: string | undefined) => (room === undefined ? null : held(rooms, room).id);

  const takeResident = taker(await allResidents(ports, facilityId));
  const residents = new Map(
    await inGroups(home.residents, async ({ key, name, room, level, birthYear = null, focusGroups = [] }): Promise<[string, Resident]> => {
      const placeId = held(rooms, room).id;
      const known = takeResident((item) => item.name === name && item.placeId === placeId);
      if (known !== undefined) return [key, known];
      const added = await records.addResident({ facilityId, name, placeId, level: careLevel(level), birthYear });
      if (focusGroups.length > 0) await records.addCareSettings(focusGroups.map((about) => tagOf(added.id, about, ports.clock.now())));
      return [key, added];
    }),
  );
  const gateways = await importGateways(ports, facilityId, home, placeOf);
  const devices = await importDevices(ports, facilityId, home, (key) => held(residents, key).id, placeOf, gateways.ids);
  const clinics = await importClinics(ports, facilityId, home, (key) => held(residents, key).id);
  const users = await importUsers(ports, passwords, facilityId, home, (key) => held(residents, key).id, clinics.ids);

  const contacts = await records.contacts(facilityId);
  for (const { resident, role, name, phone } of home.contacts) {
    const residentId = resident === undefined ? null : held(residents, resident).id;
    const isKnown = contacts.some(
      (item) => item.residentId === residentId && item.role === role && item.name === name && item.phone === phone,
    );
    if (!isKnown) await records.addContact({ facilityId, residentId, role, name, phone });
  }
  await ports.changed("facilities");
  const made = [...residents].map(([key, { id }]) => ({ key, id }));
  return { facilityId, residents: made, devices, gateways: gateways.made, clinics: clinics.made, users };
}
export async function allResidents({ records }: Pick<ApiPorts, "records">, facilityId: string): Promise<Resident[]> {
  const all: Resident[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ApiPorts["records"]["residents"]>> = await records.residents({
      facilityId,
      query: null,
      cursor,
      limit: 200,
    });
    all.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return all;
}
/** A focus group of somebody who was imported: no person of the home laid it down. */
function tagOf(residentId: string, about: FocusGroup, fromMs: number): Omit<CareSetting, "id"> {
  const by = { byUserId: "import", byName: "import", byRole: "administrator" } as const;
  return { residentId, kind: "focusGroup", about, value: 1, detail: null, fromMs, reviewMs: null, ...by };
}
/** Rooms first, then what serves them. */
async function importPlaces({ records }: ApiPorts, facilityId: string, home: HomeDocument): Promise<ReadonlyMap<string, Place>> {
  const rooms = new Map<string, Place>();
  const [own, serving] = [
    home.places.filter(({ serves }) => serves === undefined),
    home.places.filter(({ serves }) => serves !== undefined),
  ];
  for (const places of [own, serving]) {
    const made = await inGroups(places, async ({ serves, ...place }): Promise<[string, Place]> => {
      const servesPlaceId = serves === undefined ? null : held(rooms, serves).id;
      return [place.name, await records.ensurePlace({ facilityId, ...place, servesPlaceId })];
    });
    for (const [name, place] of made) rooms.set(name, place);
  }
  return rooms;
}
type PlaceOf = (room: string | undefined) => string | null;

async function importGateways(ports: ApiPorts, facilityId: string, home: HomeDocument, placeOf: PlaceOf) {
  const ids = new Map<string, string>();
  const made: HomeImported["gateways"] = [];
  const take = taker(await ports.records.gateways(facilityId));
  for (const { key, dialect, room } of home.gateways) {
    const known = take((item) => item.dialect === dialect && !item.revoked);
    if (known === undefined) {
      const { id, password } = await makeGateway(ports, { facilityId, dialect, placeId: placeOf(room) });
      made.push({ key, id, username: id, password });
      ids.set(key, id);
    } else ids.set(key, known.id);
  }
  return { ids, made };
}
async function importDevices(
  ports: ApiPorts,
  facilityId: string,
  home: HomeDocument,
  residentId: (key: string) => string,
  placeOf: PlaceOf,
  gateways: ReadonlyMap<string, string>,
): Promise<HomeImported["devices"]> {
  const missing: { key: string; device: DeviceToMake }[] = [];
  const take = taker(await ports.records.devices(facilityId));
  for (const { key, kind, resident, room, gateway, address = null, count } of home.devices) {
    const gatewayId = gateway === undefined ? null : held(gateways, gateway);
    const holder = { residentId: resident === undefined ? null : residentId(resident), placeId: placeOf(room) };
    for (let index = 1; index <= (count ?? 1); index += 1) {
      const known = take((item) =>
        gatewayId === null
          ? item.kind === kind &&
            item.gatewayId === null &&
            !item.revoked &&
            (item.assignment?.residentId ?? null) === holder.residentId &&
            (item.assignment?.placeId ?? null) === holder.placeId
          : item.gatewayId === gatewayId && item.address === address,
      );
      if (known !== undefined) continue;
      missing.push({
        key: count === undefined ? key : `${key}-${index}`,
        device: { facilityId, kind, gatewayId, address, ...holder },
      });
    }
  }
  return inGroups(missing, async ({ key, device }) => ({ key, ...(await makeDevice(ports, device)) }));
}
async function importClinics({ records, clock }: ApiPorts, facilityId: string, home: HomeDocument, residentId: (key: string) => string) {
  const ids = new Map<string, string>();
  const made: HomeImported["clinics"] = [];
  const known = await records.clinics();
  for (const { key, name, webhookUrl } of home.clinics) {
    const same = known.find((item) => item.name === name && item.webhookUrl === webhookUrl);
    const webhookSecret = newWebhookSecret();
    const { id } = same ?? (await records.addClinic({ name, webhookSecret, ...webhookOf(webhookUrl) }));
    if (same === undefined) made.push({ key, id, webhookSecret });
    ids.set(key, id);
  }
  const contracts = await records.contracts(facilityId);
  for (const { clinic, resident, from, ...asked } of home.contracts) {
    const clinicId = held(ids, clinic);
    const whose = resident === undefined ? null : residentId(resident);
    const isKnown = contracts.some(
      (item) => item.clinicId === clinicId && item.residentId === whose && (from === undefined || item.fromMs === from),
    );
    // One that is over and names no beginning has begun at some time.
    const begun = asked.to !== undefined && asked.to <= clock.now() ? 0 : clock.now();
    const contract = { namesAllowed: false, ...asked, facilityId, clinicId, residentId: whose, from: from ?? begun };
    if (!isKnown) await records.addContract(contractOf(contract, clock.now()));
  }
  return { ids, made };
}
async function importUsers(
  { records }: ApiPorts,
  passwords: Passwords,
  facilityId: string,
  home: HomeDocument,
  residentId: (key: string) => string,
  clinics: ReadonlyMap<string, string>,
): Promise<HomeImported["users"]> {
  const made: HomeImported["users"] = [];
  for (const { username, name, role, password = newSecret(), clinic, consents = [] } of home.users) {
    if ((await records.userByName(username)) !== undefined) continue;
    const isStaff = role === "caregiver" || role === "nurse" || role === "physician" || role === "manager";
    await records.addUser({
      username,
      name,
      role,
      facilityId: isStaff ? facilityId : null,
      clinicId: clinic === undefined ? null : held(clinics, clinic),
      consents: consents.map((consent) => ({ residentId: residentId(consent.resident), scopes: consent.scopes })),
      passwordHash: await passwords.hash(password),
    });
    made.push({ username, password });
  }
  return made;
}
