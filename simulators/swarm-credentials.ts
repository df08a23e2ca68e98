import { readFile } from "node:fs/promises";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { AnhuError, errorText } from "../domain/errors.ts";
import type { SwarmCredential } from "./swarm-connection.ts";

const Entry = Type.Object({
  username: Type.Union([Type.String(), Type.Null()]),
  password: Type.Union([Type.String(), Type.Null()]),
  topics: Type.Union([Type.Object({ observations: Type.String(), events: Type.String() }), Type.Null()]),
});
const checkList = Compile(Type.Array(Entry));
const checkImported = Compile(Type.Object({ devices: Type.Array(Entry) }));

/** Credentials of devices, from the array of `anhu device add --count N --json` or the answer of an import; devices behind gateways are left out. */
export function credentialsOf(value: unknown, channel: "observations" | "events"): readonly SwarmCredential[] {
  const list = checkList.Check(value) ? value : checkImported.Check(value) ? value.devices : null;
  if (list === null)
    throw new AnhuError("BAD_INPUT", "reading device credentials: expected the JSON of `device add --count` or of an import");
  return list.flatMap(({ username, password, topics }) =>
    username === null || topics === null ? [] : [{ username, password, topic: topics[channel] }],
  );
}
/** @throws {AnhuError} `BAD_INPUT` when the file cannot be read, or holds fewer devices than asked for */
export async function readCredentials(file: string, count: number | null): Promise<readonly SwarmCredential[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new AnhuError("BAD_INPUT", `reading device credentials from ${file}: ${errorText(error)}`, { cause: error });
  }
  const credentials = credentialsOf(value, "observations");
  if (count !== null && credentials.length < count) {
    throw new AnhuError("BAD_INPUT", `reading device credentials from ${file}: ${count} asked for, ${credentials.length} found`);
  }
  return count === null ? credentials : credentials.slice(0, count);
}
/** For a broker without hooks: names, no passwords, topics of the same length as real ones. */
export function bareCredentials(count: number): readonly SwarmCredential[] {
  return Array.from({ length: count }, (_, index) => {
    const username = `dev_${String(index).padStart(16, "0")}`;
    return { username, password: null, topic: `anhu/v1/fac_0000000000000000/${username}/observations` };
  });
}
