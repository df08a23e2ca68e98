import type { ConsentAct, FamilyConsent, FamilyInvite } from "../domain/family-consent.ts";
import type { FamilyScope, User } from "../domain/people.ts";

/** What relatives may see of residents, and the links by which they come. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface FamilyAccessRecords {
  /** About a resident, ended ones too, oldest first. */
  familyConsents(residentId: string): Promise<readonly FamilyConsent[]>;
  /** Of a person, ended ones too, oldest first. */
  consentsOfRelative(userId: string): Promise<readonly FamilyConsent[]>;
  /**
   * Ends and gives scopes in one transaction; a scope that is given and holds already is ended first, so that its date is that of `act`.
   * @throws {AnhuError} `CONFLICT` when somebody else gave one of them at the same moment
   */
  changeFamilyConsents(input: {
    readonly userId: string;
    readonly residentId: string;
    readonly give: readonly FamilyScope[];
    readonly end: readonly FamilyScope[];
    readonly act: ConsentAct;
    readonly reviewMs: number | null;
  }): Promise<void>;
  /** A relative, what they may see and their link, together. */
  addRelative(input: {
    readonly name: string;
    readonly username: string;
    readonly passwordHash: string;
    readonly residentId: string;
    readonly scopes: readonly FamilyScope[];
    readonly act: ConsentAct;
    readonly reviewMs: number | null;
    readonly invite: NewFamilyInvite;
  }): Promise<{ readonly user: User; readonly invite: FamilyInvite }>;
  /** Takes back every link that the relative had, and makes this one. */
  renewFamilyInvite(input: {
    readonly userId: string;
    readonly residentId: string;
    readonly invite: NewFamilyInvite;
  }): Promise<FamilyInvite>;
  revokeFamilyInvites(input: { readonly userId: string; readonly atMs: number }): Promise<void>;
  /** About a resident, newest first. */
  familyInvites(residentId: string): Promise<readonly FamilyInvite[]>;
  familyInvite(inviteId: string): Promise<FamilyInvite | undefined>;
  /** By what the device keeps. */
  familyInviteOfDevice(deviceHash: string): Promise<FamilyInvite | undefined>;
  /** Counts a try before the code is looked at, so that nobody has more tries at once; `false`: there are none left. */
  takeCodeTry(inviteId: string, most: number): Promise<boolean>;
  /** Lets the one device in; `false`: another was first, or the link was taken back. */
  openFamilyInvite(input: { readonly inviteId: string; readonly deviceHash: string; readonly atMs: number }): Promise<boolean>;
}
export type NewFamilyInvite = Pick<FamilyInvite, "id" | "codeHash" | "madeAtMs" | "madeByName" | "endsAtMs">;
