/** Where InfluxDB is and as whom we come. */
export interface InfluxSettings {
  readonly type: "influx";
  /** Origin and path without credentials, e.g. `http://127.0.0.1:8086`. */
  readonly url: string;
  /** API token; on 1.x `name:password`. `null`: none is asked for. */
  readonly token: string | null;
  readonly org: string | null;
  /** 2.x; elsewhere the database. */
  readonly bucket: string;
  readonly database: string;
  /** 1.x and DBRP of 2.x; `null`: the default one. */
  readonly retentionPolicy: string | null;
  /** Local file with what must not be lost with InfluxDB away: the cursor. */
  readonly stateFile: string;
  /** A request is given up after this. */
  readonly timeoutMs: number;
}
/** What answers. */
export interface InfluxServer {
  readonly line: 1 | 2 | 3;
  readonly version: string;
}

/** `Authorization` of every request. 1.x wants a name and a password, the others a token. */
export function authorization({ token }: Pick<InfluxSettings, "token">, line: InfluxServer["line"] | null): string | null {
  if (token === null) return null;
  // Which one it is may not be known yet: 3 asks for the token before it says so, and only 1.x has names with passwords.
  const isPassword = line === 1 || (line === null && token.includes(":"));
  return isPassword ? `Basic ${Buffer.from(token).toString("base64")}` : `Token ${token}`;
}
