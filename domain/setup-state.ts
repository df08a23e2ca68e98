import { Type, type Static } from "typebox";

/** `needed`: there is no administrator. `fresh`: nobody can sign in at all, so a visitor is led to the set-up. */
export const SetupState = Type.Object({ needed: Type.Boolean(), fresh: Type.Boolean() }, { additionalProperties: false });
export type SetupState = Static<typeof SetupState>;
