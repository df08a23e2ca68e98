import { Type, type Static } from "typebox";
import { Id, Nullable } from "./api-schemas.ts";
import { Position } from "./fence.ts";
import { SearchItem } from "./search.ts";

const closed = { additionalProperties: false };
/** One thing that one person noted during the search. */
export const SearchNoteView = Type.Object(
  {
    by: Type.String({ description: "a name for those who may see it, else a role" }),
    at: Type.Integer(),
    text: Nullable(Type.String()),
  },
  closed,
);
const Notes = Type.Array(SearchNoteView, { description: "oldest first; of typed ones the last holds" });
/** The checklist of a wandering alert (practice §5.13). It ends with the alert; what was noted stays, the position does not. */
export const SearchView = Type.Object(
  {
    alertId: Id,
    openedAt: Type.Integer(),
    closedAt: Nullable(Type.Integer()),
    /** Where a beacon or a sensor noticed the resident last. */
    lastPlace: Nullable(Type.Object({ name: Type.String(), at: Type.Integer() }, closed)),
    lastPosition: Nullable(
      Type.Object(
        {
          ...Position.properties,
          accuracyM: Nullable(Type.Number({ description: "metres; null: the device said none" })),
          at: Type.Integer({ description: "when the device had this fix (WGS-84); no position is shown after the alert" }),
        },
        closed,
      ),
    ),
    photo: Notes,
    clothing: Notes,
    zones: Type.Array(Type.Object({ id: Id, name: Type.String(), searched: Notes }, closed), {
      description: "exits, outdoor and common places, and the rooms of every floor; ticked by zone:<id>",
    }),
    family: Type.Object(
      {
        told: Notes,
        contacts: Type.Array(Type.Object({ name: Type.String(), phone: Type.String() }, closed), {
          description: "next and emergency contacts; empty for those who may not see them",
        }),
      },
      closed,
    ),
    police: Type.Object(
      {
        dueAt: Type.Integer({ description: "call 110 then if the person was not found; it does not require 24 h" }),
        isDue: Type.Boolean(),
        called: Notes,
      },
      closed,
    ),
  },
  { $id: "Search", ...closed },
);
export type SearchView = Static<typeof SearchView>;
/** `text` is required for photo and clothing; `person` for the administrator's token. */
export const NewSearchNote = Type.Object(
  {
    item: SearchItem,
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    person: Type.Optional(Type.String({ maxLength: 80 })),
  },
  closed,
);
