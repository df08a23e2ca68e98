import type { TSchema } from "typebox";
import { Problem } from "../domain/api-schemas.ts";

/** Tags of the document: English and Chinese. */
export const TAGS = {
  session: "Signing in · 登录",
  facilities: "Facilities · 机构",
  residents: "Residents · 住户",
  alerts: "Alerts · 告警",
  devices: "Devices · 设备",
  clinics: "Clinics · 诊所与签约",
  channels: "Channels · 通道",
  setup: "Setting up · 首次设置",
  handsets: "Shared handsets · 共用手机",
  people: "People · 人员",
  operations: "Operations · 运维",
  links: "Links · 链接",
  fhir: "FHIR R4 · 健康数据接口",
  audit: "Audit log · 审计日志",
} as const;

const PROBLEM = { description: "What went wrong (RFC 9457)", content: { "application/problem+json": { schema: Problem } } };

/** Schema of a route with what the document says of it; every route may answer with a problem. */
export function document<S extends { readonly response?: Readonly<Record<number, TSchema>>; readonly [part: string]: unknown }>(
  tag: keyof typeof TAGS,
  operationId: string,
  summary: string,
  schema: S,
) {
  return { operationId, summary, tags: [TAGS[tag]], ...schema, response: { ...schema.response, "4xx": PROBLEM, "5xx": PROBLEM } };
}
