import type { Contact } from "../directory.ts";
import type { Reader } from "./build.ts";
import type { HandoverContact } from "./sheet.ts";

/** Of the home, day and night: whoever was told may call it back. */
const OF_THE_HOME: ReadonlySet<Contact["role"]> = new Set(["onDutyCaregiver", "nurse"]);

/**
 * People of the home see all contacts of the resident. A clinic sees the home's duty phones; relatives only where it may see names, with the
 * middle of the number covered: the home calls them.
 */
export function contactsFor(contacts: readonly Contact[], residentId: string | null, reader: Reader): HandoverContact[] | null {
  if (reader.phones === "none") return null;
  const mine = contacts.filter((contact) => contact.residentId === null || contact.residentId === residentId);
  if (reader.phones === "all") return mine.map(({ role, name, phone }) => ({ role, name, phone }));
  const duty = mine
    .filter(({ role, residentId: of }) => of === null && OF_THE_HOME.has(role))
    .map(({ role, phone }) => ({ role, name: null, phone }));
  if (!reader.names) return duty;
  const kin = mine.filter(({ role }) => !OF_THE_HOME.has(role)).map(({ role, name, phone }) => ({ role, name, phone: covered(phone) }));
  return [...duty, ...kin];
}
/** "139 **** 2211". */
export function covered(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  return digits.length < 7 ? "****" : `${digits.slice(0, 3)} **** ${digits.slice(-4)}`;
}
