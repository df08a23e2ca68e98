import {
  consentHolds,
  inviteState,
  type ConsentAct,
  type FamilyConsent,
  type FamilyRelative,
  type FamilyRelatives,
} from "../../domain/family-consent.ts";
import { FAMILY_SCOPES } from "../../domain/people.ts";
import type { ApiPorts } from "../ports.ts";

/** Everybody who sees or saw something of a resident, for staff and for the resident. @throws {AnhuError} `RECORDS_UNAVAILABLE` */
export async function relativesOf({ records, directory, clock }: ApiPorts, residentId: string): Promise<FamilyRelatives> {
  const [consents, invites] = await Promise.all([records.familyConsents(residentId), records.familyInvites(residentId)]);
  const nowMs = clock.now();
  const items = await Promise.all(
    [...Map.groupBy(consents, ({ userId }) => userId)].map(async ([userId, own]): Promise<FamilyRelative[]> => {
      const user = await records.user(userId);
      if (user === undefined || user.disabled) return [];
      const [link] = invites.filter((invite) => invite.userId === userId);
      const held = own.filter((consent) => consentHolds(consent, nowMs));
      const reviews = held.flatMap(({ reviewMs }) => reviewMs ?? []);
      return [
        {
          ...{ userId, name: user.name, signsIn: link === undefined ? "password" : "link" },
          scopes: FAMILY_SCOPES.filter((scope) => held.some((consent) => consent.scope === scope)),
          reviewAt: reviews.length === 0 ? null : Math.min(...reviews),
          link:
            link === undefined
              ? null
              : {
                  ...{ state: inviteState(link, nowMs), madeAt: link.madeAtMs, madeBy: link.madeByName },
                  ...{ endsAt: link.endsAtMs, openedAt: link.openedAtMs },
                },
          history: own.map(historyOf).toReversed(),
        },
      ];
    }),
  );
  return { residentId, residentName: directory.resident(residentId)?.name ?? "", now: nowMs, items: items.flat() };
}
function historyOf({ scope, given, reviewMs, ended }: FamilyConsent): FamilyRelative["history"][number] {
  return { scope, given: actView(given), reviewAt: reviewMs, ended: ended === null ? null : actView(ended) };
}
function actView({ atMs, saidBy, how, guardian, by }: ConsentAct) {
  return { at: atMs, saidBy, how, guardian, byName: by?.name ?? null, byRole: by?.role ?? null };
}
