import { secretFields, type ConfiguredType } from "../../domain/channel-config.ts";

const MASK = "•••";
const MOST_CHARACTERS = 300;
/** Shorter texts are no secrets, and would blot out words. */
const LEAST_SECRET = 4;

/** Words about a failure, fit for logs and screens: without the channel's secrets, without phone numbers. */
export function masked(text: string, type: ConfiguredType, config: unknown): string {
  let clean = text;
  for (const secret of secretsOf(type, config)) clean = clean.replaceAll(secret, MASK).replaceAll(encodeURIComponent(secret), MASK);
  return clean.replace(/\+?\d{7,}/g, MASK).slice(0, MOST_CHARACTERS);
}
function secretsOf(type: ConfiguredType, config: unknown): readonly string[] {
  if (typeof config !== "object" || config === null) return [];
  return secretFields(type)
    .flatMap((name) => textsIn(Reflect.get(config, name)))
    .filter((text) => text.length >= LEAST_SECRET);
}
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
