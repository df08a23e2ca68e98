import { ask, NOBODY, signIn, type Answer, type Who } from "./world.ts";
import type { FakeApi } from "./fakes.ts";

/** What a browser keeps of an answer's cookies; an empty one is forgotten. */
export function cookiesOf(answer: Answer): string {
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0] ?? "")
    .filter((pair) => !pair.endsWith("="))
    .join("; ");
}
/** Somebody's browser becomes a shared handset of that home. */
export async function enrol(fake: FakeApi, who = "nurse", home = 1): Promise<{ readonly id: string; readonly locked: Who }> {
  const answer = await ask(fake, await signIn(fake, who), "POST", `/api/v1/facilities/fac_${home}/handsets`, { name: "三楼 1 号" });
  if (answer.status !== 201) throw new Error(`enrolling: HTTP ${answer.status} ${answer.text}`);
  const cookie = answer.headers
    .getSetCookie()
    .find((line) => line.startsWith("anhu_handset="))!
    .split(";")[0]!;
  return { id: answer.body.id, locked: { headers: { cookie } } };
}
/** @param shown a PIN with its person, or a badge */
export function switchTo(fake: FakeApi, locked: Who, shown: object): Promise<Answer> {
  return ask(fake, locked, "POST", "/api/v1/handset/session", shown);
}
/** The handset with the person on it that the answer to `switchTo` names. */
export function signedOn(locked: Who, answer: Answer): Who {
  return { headers: { cookie: `${locked.headers["cookie"]}; ${cookiesOf(answer)}`, "x-csrf-token": answer.body.csrfToken } };
}
export { NOBODY };
