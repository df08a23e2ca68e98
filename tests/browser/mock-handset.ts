import { FACILITY, NOW } from "./mock-home.ts";

const [HOUR, DAY] = [3_600_000, 86_400_000];
const PEOPLE = [
  { id: "usr_2", name: "陈院长", role: "manager", pinSetAt: null, badgeMadeAt: null },
  { id: "usr_1", name: "李娜", role: "nurse", pinSetAt: NOW - 40 * DAY, badgeMadeAt: NOW - 90 * DAY },
  { id: "usr_3", name: "王芳", role: "caregiver", pinSetAt: NOW - 3 * DAY, badgeMadeAt: null },
  { id: "usr_4", name: "赵敏", role: "caregiver", pinSetAt: null, badgeMadeAt: NOW - 12 * DAY },
] as const;
const enrolled = { facilityId: FACILITY.id, by: "陈院长", revokedAt: null };
const HANDSETS = [
  { ...enrolled, id: "hst_1", name: "三楼 1 号", createdAt: NOW - 60 * DAY, lastSeenAt: NOW - 20_000 },
  { ...enrolled, id: "hst_2", name: "三楼 2 号", createdAt: NOW - 60 * DAY, lastSeenAt: NOW - 9 * HOUR },
  { ...enrolled, id: "hst_3", name: "旧手机", createdAt: NOW - 200 * DAY, lastSeenAt: NOW - 61 * DAY, revokedAt: NOW - 60 * DAY },
];

/** Answers about shared handsets. @param isHandset this browser is one, with nobody on it while nobody is signed in */
export function answerHandset(path: string, isHandset: boolean): unknown {
  if (path === "/handset")
    return {
      handset: isHandset
        ? {
            id: "hst_1",
            name: "三楼 1 号",
            facility: { id: FACILITY.id, name: FACILITY.name, callbackPhone: "021-5555 0101" },
            locksAfterMs: 180_000,
          }
        : null,
      people: isHandset
        ? PEOPLE.map(({ id, name, role, pinSetAt, badgeMadeAt }) => ({
            ...{ id, name, role },
            hasPin: pinSetAt !== null,
            hasBadge: badgeMadeAt !== null,
          }))
        : [],
    };
  const home = `/facilities/${FACILITY.id}`;
  if (path === `${home}/handsets`) return { items: HANDSETS, next: null };
  if (path === `${home}/carers`) return { items: PEOPLE, next: null };
  return undefined;
}
