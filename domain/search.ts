import { Type, type Static } from "typebox";
import type { PersonRef } from "./alert.ts";

/** DOMAIN §5.13: so long after the alert 110 is told, if the person was not found; it does not require 24 h. */
export const POLICE_AFTER_MS = 15 * 60_000;
/** What is ticked or typed on a search checklist. `zone:<id>`: a zone of the facility was searched. */
export const SEARCH_ITEMS = ["photo", "clothing", "family", "police"] as const;
export const SearchItem = Type.Union([Type.Enum(SEARCH_ITEMS), Type.String({ pattern: "^zone:.{1,200}$" })], {
  description:
    "photo: where the photo lies; clothing: what the person wears; family: they were told; police: 110 was called; zone:<id>: a zone was searched",
});
export type SearchItem = Static<typeof SearchItem>;
/** One thing that one person did or knew during a search. Rows are only added: two people at once both stand there. */
export interface SearchNote {
  readonly id: string;
  readonly alertId: string;
  readonly item: SearchItem;
  readonly text: string | null;
  readonly atMs: number;
  readonly by: Pick<PersonRef, "userId" | "name" | "role">;
}
