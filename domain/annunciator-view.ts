import { Type, type Static } from "typebox";
import { BilingualText, Id, Nullable } from "./api-schemas.ts";
import { ANNUNCIATOR_KINDS, Announced, AnnunciatorSettings } from "./annunciator.ts";

const closed = { additionalProperties: false };
const { label, ...settings } = AnnunciatorSettings.properties;
/** What is left out is as `PLAIN_ANNUNCIATOR` has it. */
export const NewAnnunciator = Type.Object(
  { facilityId: Id, deviceId: Id, label, ...Type.Partial(Type.Object(settings)).properties },
  closed,
);
/** `basedOn`: the version that was read; left out, the change is made to whatever stands. */
export const AnnunciatorChange = Type.Object(
  {
    ...Type.Partial(AnnunciatorSettings).properties,
    basedOn: Type.Optional(Type.Integer({ minimum: 1, description: "409 when there is a newer one" })),
  },
  closed,
);
export const AnnunciatorTest = Type.Object(
  { seconds: Type.Integer({ minimum: 1, maximum: 30, default: 5, description: "an alert of its zone ends the test at once" }) },
  closed,
);
/** An annunciator, and what it should show now. Texts name rooms, never persons. */
export const AnnunciatorView = Type.Object(
  {
    id: Id,
    facilityId: Id,
    deviceId: Id,
    ...AnnunciatorSettings.properties,
    version: Type.Integer(),
    kind: Type.Enum(ANNUNCIATOR_KINDS),
    online: Nullable(Type.Boolean({ description: "null: nothing was heard of it yet" })),
    announced: Announced,
    sounding: Type.Boolean(),
    text: Nullable(BilingualText),
    sentAt: Nullable(Type.Integer({ description: "when it was told last, ms since the epoch" })),
    confirmedAt: Nullable(Type.Integer({ description: "when it confirmed what it shows; null: it has not, or it cannot" })),
  },
  { $id: "Annunciator", ...closed },
);
export type AnnunciatorView = Static<typeof AnnunciatorView>;
