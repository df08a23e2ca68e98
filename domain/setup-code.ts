/** Letters and digits that nobody mixes up when copying them from a console: without 0 O 1 I L. */
export const SETUP_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/** 31^12: 59 random bits, beside a limit of ten tries in five minutes. */
export const SETUP_CODE_LENGTH = 12;

/** `K7M4-PX3B-9QRT`, as `anhu start` prints it. */
export function shownSetupCode(code: string): string {
  return (code.match(/.{4}/g) ?? []).join("-");
}
/** What was typed, as it is hashed: any case, blanks and hyphens anywhere. Too long or too short: some text that is no code. */
export function plainSetupCode(typed: string): string {
  return typed.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
}
