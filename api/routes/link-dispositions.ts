import { Type } from "typebox";
import { Track } from "../../domain/alert.ts";
import { DispositionType, NewDisposition } from "../../domain/disposition.ts";
import { AnhuError, ERROR_CODES } from "../../domain/errors.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { DECISION_TEXT } from "../link-dispositions.ts";
import { html, languageOf, sendPage, TEXT, type Language } from "../link-pages.ts";
import { notFound } from "../targets.ts";
import { personName } from "../viewer.ts";

const params = Type.Object({ token: Type.String({ maxLength: 1000 }) });
/** A page without scripts sends figures as text. */
const Figure = (most: number) => Type.Union([Type.Integer({ minimum: 0, maximum: most }), Type.String({ pattern: "^[0-9]{1,3}$" })]);
const DisposeByLink = Type.Object(
  {
    person: NewDisposition.properties.person,
    type: DispositionType,
    text: NewDisposition.properties.text,
    etaMinutes: Type.Optional(Figure(240)),
    calledBy: NewDisposition.properties.calledBy,
    department: NewDisposition.properties.department,
    seen: Type.Optional(Figure(999)),
  },
  { $id: "DispositionByLink", additionalProperties: false },
);
const DisposedByLink = Type.Object(
  { alertId: Type.String(), track: Track, state: Type.String(), type: DispositionType },
  { additionalProperties: false },
);
/** A clinic without accounts answers by the link of its push: a person decides, with the name that is typed. */
export function linkDispositionRoutes(app: App, { options, ports, audit }: ApiContext): void {
  const schema = document("links", "disposeByLink", "A person of the clinic decides: advise, visit, ambulance, admit, refuse", {
    params,
    body: DisposeByLink,
    response: { 200: DisposedByLink },
  });
  app.post("/ack/:token/disposition", { config: { action: "public", isExempt: true }, schema }, async (request, reply) => {
    const { token } = request.params;
    const claim = options.links.read(token);
    if (claim === null || claim.purpose !== "acknowledge") throw notFound("link");
    const { person, etaMinutes, seen, ...rest } = request.body;
    const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
    const entry = { actor: claim.clinicId, role: "link", action: "disposeAlert", target: claim.alertId };
    try {
      const by = { userId: null, clinicId: claim.clinicId, name: personName(person), role: "link" } as const;
      const input = {
        ...rest,
        ...(etaMinutes === undefined ? {} : { etaMinutes: Number(etaMinutes) }),
        ...(seen === undefined ? {} : { seen: Number(seen) }),
      };
      await ports.desk.dispose(claim.alertId, by, input);
    } catch (error) {
      audit({ ...entry, result: "refused", detail: error instanceof AnhuError ? error.code : "failed" });
      if (!isForm || !(error instanceof AnhuError)) throw error;
      const language = languageOf(request.headers["accept-language"]);
      const text = DECISION_TEXT[language];
      const why = sentenceOf(error, language);
      const body = html`<h1 class="warning">${why}</h1>
        <p><a href="/ack/${token}">${text.back}</a></p>`;
      return sendPage(reply, ERROR_CODES[error.code], language, TEXT[language].title, body);
    }
    audit({ ...entry, result: "ok", detail: `${rest.type}, by link, says` });
    if (isForm) return reply.redirect(`/ack/${token}`, 303);
    const found = ports.desk.find(claim.alertId) ?? (await ports.records.alert(claim.alertId));
    if (found === undefined) throw notFound("alert");
    return reply.send({ alertId: claim.alertId, track: "medical", state: found.alert.medical.state, type: rest.type });
  });
}
function sentenceOf({ code }: AnhuError, language: Language): string {
  const text = DECISION_TEXT[language];
  if (code === "PERSON_REQUIRED") return TEXT[language].needPerson;
  if (code === "REASON_REQUIRED" || code === "BAD_INPUT") return text.missing;
  if (code === "CONFLICT") return text.conflict;
  return code === "ALERT_CLOSED" ? text.closed : text.failed;
}
