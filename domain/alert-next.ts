import { Type, type Static } from "typebox";
import { Track } from "./alert.ts";
import { Id } from "./api-schemas.ts";
import { ForetoldView } from "./foretold.ts";

const { target, how, who, gap, explained } = ForetoldView.properties;
/** Somebody who is told at the next step of a track if nobody acts. */
export const NextTold = Type.Object({ target, how, who, gap, explained }, { additionalProperties: false });
export type NextTold = Static<typeof NextTold>;
/** The next step of each track of an open alert that tells somebody; a track that tells nobody any more is left out. */
export const AlertNext = Type.Object(
  {
    alertId: Id,
    steps: Type.Array(
      Type.Object(
        { track: Track, at: Type.Integer({ description: "when it is due, ms since the epoch" }), items: Type.Array(NextTold) },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: "AlertNext", additionalProperties: false },
);
export type AlertNext = Static<typeof AlertNext>;
