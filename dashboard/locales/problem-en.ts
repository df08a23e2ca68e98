import type { Messages } from "./shape.ts";

export const problemEn: Messages["problem"] = {
  FORBIDDEN: "you may not do this; ask a colleague who may",
  BAD_INPUT: "the server did not accept it; check what was filled in",
  CONFLICT: "somebody changed it before you; look again",
  CONFLICT_BY: "{who} was first; look again",
  ALERT_CLOSED: "this alert is already resolved",
  PERSON_REQUIRED: "a person with a name must do this; sign in with your own account",
  REASON_REQUIRED: "say why",
  MUST_PAGE: "calls of this kind are never silenced",
  PRESSED_TOO_LONG_AGO: "pressed too long ago; press it again",
  PASSWORD_EXPIRED:
    "This password was given to you more than {hours} hours ago and no longer holds. Ask your manager or the administrator for a new one.",
  TOO_MANY: "too many requests; wait a moment and try again",
  RECORDS_UNAVAILABLE: "the records cannot be written now; nothing was saved, try again",
  retry: "the server did not answer; it may not be saved, try again",
};
