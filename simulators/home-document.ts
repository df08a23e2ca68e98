import type { HomeDevice, HomeDocument, HomePlace, HomeResident } from "../domain/home-document.ts";
import type { TellClinic } from "../domain/contract.ts";
import type { AlertKind } from "../domain/alert.ts";
import { EXIT_BEACON } from "./devices/tag.ts";
import { residentName } from "./home-names.ts";
import { mulberry32, seedOf } from "./random.ts";

export interface HomeOptions {
  readonly seed?: number;
  /** Default 18: one floor. */
  readonly residents?: number;
  readonly facilityName?: string;
  readonly staffed?: boolean;
  /** Where the contracted clinic listens. */
  readonly webhookUrl?: string;
  /** When the clinic is told, where it differs from the default of DOMAIN §5.5. */
  readonly tell?: Partial<Record<AlertKind, TellClinic>>;
}
export const GATEWAY_KEY = "zigbee-3f";
const BUILDING = "1 号楼";
const ROOMS_PER_FLOOR = 18;
const FIRST_FLOOR = 3;

/** Key of resident `index` (0-based): `r01` … */
export function residentKey(index: number): string {
  return `r${String(index + 1).padStart(2, "0")}`;
}
function placeOf(index: number): HomePlace {
  const floor = FIRST_FLOOR + Math.floor(index / ROOMS_PER_FLOOR);
  return { building: BUILDING, floor: `${floor} 层`, name: String(floor * 100 + (index % ROOMS_PER_FLOOR) + 1) };
}
function bathroomOf(room: string): string {
  return `${room} 卫生间`;
}
/** What every resident has, and what some have: radars in every third bathroom, medical devices in the first rooms, leak sensors in every sixth. */
function devicesOf(index: number, room: string): readonly HomeDevice[] {
  const resident = residentKey(index);
  const behind = (kind: HomeDevice["kind"], name: string): HomeDevice => {
    return { key: `${name}-${room}`, kind, resident, gateway: GATEWAY_KEY, address: `${room}_${name}` };
  };
  const inRoom = (kind: HomeDevice["kind"], name: string): HomeDevice => {
    return { key: `${name}-${room}`, kind, room, gateway: GATEWAY_KEY, address: `${room}_${name}` };
  };
  return [
    { key: `wristband-${room}`, kind: "wristband", resident },
    { key: `mat-${room}`, kind: "bedMat", resident },
    behind("sosButton", "sos"),
    behind("doorSensor", "door"),
    behind("motionSensor", "motion"),
    ...(index % 3 === 0 ? [behind("fallRadar", "radar")] : []),
    ...(index % 3 === 1 ? [{ ...inRoom("motionSensor", "bath"), room: bathroomOf(room) }] : []),
    ...(index % 9 === 1 ? [{ key: `tag-${room}`, kind: "tag", resident } as const] : []),
    ...(index % 6 === 0 ? [inRoom("leakSensor", "leak"), inRoom("smokeDetector", "smoke")] : []),
    ...(index < 4
      ? ([
          { key: `oximeter-${room}`, kind: "oximeter", resident },
          { key: `thermometer-${room}`, kind: "thermometer", resident },
          { key: `cuff-${room}`, kind: "bpCuff", resident },
        ] as const)
      : []),
  ];
}
/** A staffed care home for `POST /api/v1/import`: the same options give the same document. */
export function makeHomeDocument(options: HomeOptions = {}): HomeDocument {
  const { residents: count = 18, facilityName = "颐和苑养老院", staffed = true, seed = 1 } = options;
  const random = mulberry32(seedOf(seed, "home"));
  const indices = Array.from({ length: count }, (_, index) => index);
  const places = indices.map(placeOf);
  const residents = indices.map((index): HomeResident => {
    const birthYear = 1934 + Math.floor(random() * 16);
    return {
      key: residentKey(index),
      name: residentName(index),
      room: placeOf(index).name,
      level: Math.floor(random() * 5),
      birthYear,
      ...(index % 9 === 1 ? { focusGroups: ["dementia" as const] } : {}),
    };
  });
  return {
    facility: { name: facilityName, staffed },
    places: [
      ...places,
      ...places
        .filter((_place, index) => index % 3 === 1)
        .map(({ building, floor, name }) => ({ building, floor, name: bathroomOf(name), use: "bathroom" as const, serves: name })),
      { building: BUILDING, floor: `${FIRST_FLOOR} 层`, name: "3F 护士站", use: "common" },
      { building: BUILDING, floor: "1 层", name: "1F 大门", use: "exit", beacon: EXIT_BEACON },
    ],
    residents,
    gateways: [{ key: GATEWAY_KEY, dialect: "zigbee2mqtt", room: "3F 护士站" }],
    devices: indices.flatMap((index) => devicesOf(index, placeOf(index).name)),
    clinics: [{ key: "clinic", name: "阳光社区卫生服务中心", webhookUrl: options.webhookUrl ?? "http://127.0.0.1:8090/webhook" }],
    contracts: [{ clinic: "clinic", namesAllowed: false, ...(options.tell === undefined ? {} : { tell: options.tell }) }],
    contacts: [
      { role: "onDutyCaregiver", name: "李娜", phone: "13900000001" },
      { role: "nurse", name: "王芳", phone: "13900000002" },
      { role: "nextContact", name: "陈院长", phone: "13900000003" },
      ...residents.slice(0, 4).map(({ key, name }, index) => {
        return { resident: key, role: "emergencyContact" as const, name: `${name.slice(0, 1)}女士`, phone: `1390000010${index}` };
      }),
    ],
    users: [
      { username: "lina", name: "李娜", role: "caregiver" },
      { username: "zhangwei", name: "张伟", role: "caregiver" },
      { username: "wangfang", name: "王芳", role: "nurse" },
      { username: "chen", name: "陈院长", role: "manager" },
      { username: "doctor", name: "周医生", role: "clinicStaff", clinic: "clinic" },
    ],
  };
}
/**
 * A home-care area for benchmarks: nobody on site, so that the clinic is told at once. `residents` people, each with a wristband
 * (keys `wristband-r…`) and an SOS button of its own (keys `sos-r…`).
 */
export function makeBenchDocument(input: { readonly residents: number; readonly webhookUrl: string }): HomeDocument {
  const indices = Array.from({ length: input.residents }, (_, index) => index);
  return {
    facility: { name: "基准社区", staffed: false },
    places: indices.map(placeOf),
    residents: indices.map((index) => ({ key: residentKey(index), name: residentName(index), room: placeOf(index).name, level: 1 })),
    gateways: [],
    devices: indices.flatMap((index): HomeDevice[] => [
      { key: `wristband-${residentKey(index)}`, kind: "wristband", resident: residentKey(index) },
      { key: `sos-${residentKey(index)}`, kind: "sosButton", resident: residentKey(index) },
    ]),
    clinics: [{ key: "clinic", name: "基准诊所", webhookUrl: input.webhookUrl }],
    contracts: [{ clinic: "clinic", tell: { sos: "at-once" } }],
    contacts: [],
    users: [],
  };
}
