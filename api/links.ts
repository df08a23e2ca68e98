import { createHmac, timingSafeEqual } from "node:crypto";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { Clock } from "../domain/time.ts";

const DAY_MS = 24 * 3_600_000;
/** How long a link is good, by what it opens: it travels in thin messages, through groups and inboxes that many can read. */
export const LINK_LIFE_MS = { acknowledge: DAY_MS, handover: DAY_MS } as const;
const PURPOSES = ["acknowledge", "handover"] as const;
const PATHS = { acknowledge: "ack", handover: "handover" } as const;
const Fields = [Type.Enum(PURPOSES), Type.String(), Type.String(), Type.Integer()] as const;
const FamilyBody = Compile(Type.Tuple([Type.Literal("family"), Type.String(), Type.Integer()]));
const Body = Compile(Type.Union([Type.Tuple([...Fields, Type.String()]), Type.Tuple([...Fields])]));

export interface LinkClaim {
  readonly purpose: (typeof PURPOSES)[number];
  readonly alertId: string;
  readonly clinicId: string;
  /** Server time at which it stops opening anything. */
  readonly endsAtMs: number;
  /** The push that it stood in. */
  readonly deliveryId?: string;
}
/** Links that stand in a clinic's webhook. They carry ids and an end, no names, and are good for that alert and clinic only. */
export interface Links {
  /** Address to read (GET shows a page) and to acknowledge at (POST). */
  acknowledge(alertId: string, clinicId: string, deliveryId?: string): string;
  handover(alertId: string, clinicId: string, deliveryId?: string): string;
  /** From the page that a link opened to the other one: it ends when that link ends. */
  onward(purpose: LinkClaim["purpose"], claim: LinkClaim): string;
  /** Address that a relative is sent: an id and an end, nothing about anybody. */
  family(inviteId: string, endsAtMs: number): string;
  /** Id of the invitation; `null`: not ours, or changed. Whether it still opens anything, the records say. */
  readFamily(token: string): string | null;
  /** A page of the dashboard, for people who sign in. */
  page(path: string): string;
  /** `null`: not ours, changed, or expired. */
  read(token: string): LinkClaim | null;
}
/** `key`: ≥ 32 random bytes, kept across restarts. `publicUrl`: where clinics reach this server. */
export function makeLinks(key: Uint8Array, { publicUrl, clock }: { readonly publicUrl: string; readonly clock: Clock }): Links {
  const root = publicUrl.replace(/\/$/, "");
  const sign = (body: string) => createHmac("sha256", key).update(body).digest();
  const write = ({ purpose, alertId, clinicId, endsAtMs, deliveryId }: LinkClaim) => {
    const said = [purpose, alertId, clinicId, endsAtMs, ...(deliveryId === undefined ? [] : [deliveryId])];
    const body = Buffer.from(JSON.stringify(said)).toString("base64url");
    return `${root}/${PATHS[purpose]}/${body}.${sign(body).toString("base64url")}`;
  };
  const make = (purpose: LinkClaim["purpose"]) => (alertId: string, clinicId: string, deliveryId?: string) =>
    write({
      purpose,
      alertId,
      clinicId,
      endsAtMs: clock.now() + LINK_LIFE_MS[purpose],
      ...(deliveryId === undefined ? {} : { deliveryId }),
    });
  /** What was signed; `null`: not by us. */
  const said = (token: string): unknown => {
    const [body = "", signature = "", more] = token.split(".");
    const given = Buffer.from(signature, "base64url");
    const right = sign(body);
    if (more !== undefined || given.length !== right.length || !timingSafeEqual(given, right)) return null;
    return JSON.parse(Buffer.from(body, "base64url").toString());
  };
  return {
    family(inviteId, endsAtMs) {
      const body = Buffer.from(JSON.stringify(["family", inviteId, endsAtMs])).toString("base64url");
      return `${root}/f/${body}.${sign(body).toString("base64url")}`;
    },
    readFamily(token) {
      const value = said(token);
      return FamilyBody.Check(value) ? value[1] : null;
    },
    acknowledge: make("acknowledge"),
    handover: make("handover"),
    onward: (purpose, claim) => write({ ...claim, purpose }),
    page: (path) => `${root}${path}`,
    read(token) {
      const value = said(token);
      if (!Body.Check(value)) return null;
      const [purpose, alertId, clinicId, endsAtMs, deliveryId] = value;
      if (clock.now() >= endsAtMs) return null;
      return { purpose, alertId, clinicId, endsAtMs, ...(deliveryId === undefined ? {} : { deliveryId }) };
    },
  };
}
