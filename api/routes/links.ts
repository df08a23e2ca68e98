import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { Alert } from "../../domain/alert.ts";
import { AcknowledgeByLink, AcknowledgedByLink } from "../../domain/api-schemas.ts";
import { DRILL_120, DRILL_MARK, isDrill } from "../../domain/drill.ts";
import { AnhuError, ERROR_CODES } from "../../domain/errors.ts";
import { FACILITY_TIME_ZONE } from "../../domain/time.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { DocumentBundle } from "../fhir/schemas.ts";
import { FHIR_JSON } from "../handover/document.ts";
import { linkedDocument, sendNoHandover, showHandover } from "../handover/show.ts";
import { decisionForms } from "../link-dispositions.ts";
import { failureText, html, kindText, languageOf, sendPage, TEXT, timeText, type Language } from "../link-pages.ts";
import type { LinkClaim } from "../links.ts";
import { notFound, type FoundAlert } from "../targets.ts";
import { personName } from "../viewer.ts";

type AckRequest = Pick<FastifyRequest, "headers"> & { readonly params: { readonly token: string } };
const params = Type.Object({ token: Type.String({ maxLength: 1000 }) });
const config = { action: "public", isExempt: true } as const;

/** What a clinic's links open: a page that acknowledges nothing by itself, the acknowledgement, and the handover. */
export function linkRoutes(app: App, context: ApiContext): void {
  const { options, ports, audit } = context;
  const claimOf = (token: string, purpose: LinkClaim["purpose"]): LinkClaim => {
    const claim = options.links.read(token);
    if (claim === null || claim.purpose !== purpose) throw notFound("link");
    return claim;
  };
  const foundOf = async ({ alertId }: LinkClaim): Promise<FoundAlert> => {
    const found = ports.desk.find(alertId) ?? (await ports.records.alert(alertId));
    if (found === undefined) throw notFound("alert");
    return found;
  };
  const alertOf = async (claim: LinkClaim): Promise<Alert> => (await foundOf(claim)).alert;
  const acknowledge = async (claim: LinkClaim, body: { person?: string; track?: string }) => {
    const entry = { actor: claim.clinicId, role: "link", action: "acknowledgeAlert", target: claim.alertId };
    try {
      if ((body.track ?? "medical") !== "medical") {
        throw new AnhuError(
          "FORBIDDEN",
          "acknowledging by link: a link takes the medical track only; arrival is confirmed by the people on site",
        );
      }
      const name = personName(body.person);
      await ports.desk.acknowledge(claim.alertId, "medical", { userId: null, clinicId: claim.clinicId, name, role: "link" });
    } catch (error) {
      audit({ ...entry, result: "refused", detail: error instanceof AnhuError ? error.code : "failed" });
      throw error;
    }
    audit({ ...entry, result: "ok", detail: "clinic, by link, says" });
    noted(claim, "acknowledged");
  };
  /** Of the push that the link stood in; a page that shows it to somebody is no answer of theirs. */
  const noted = ({ deliveryId }: LinkClaim, state: "opened" | "acknowledged") => {
    if (deliveryId !== undefined) ports.receipts.note({ deliveryId, state, why: null });
  };
  const facts = (alert: Alert, language: Language) => {
    const text = TEXT[language];
    const facility = ports.directory.facility(alert.facilityId)?.name ?? "";
    const tracks = alert.onSite.owed
      ? html`<tr>
          <th>${text.onSite}</th>
          <td>${text.states[alert.onSite.state]}</td>
        </tr>`
      : html``;
    return html`<h1 class="${alert.state === "resolved" ? "done" : alert.severity}">
        ${isDrill(alert) ? DRILL_MARK[language] : ""}${kindText(alert.kind, language)} · ${facility}
      </h1>
      ${isDrill(alert) ? html`<p><strong>${DRILL_120[language]}</strong></p>` : html``}
      <table>
        <tr>
          <th>${text.room}</th>
          <td class="n">${ports.directory.roomName(alert.residentId, alert.placeId) ?? "—"}</td>
        </tr>
        <tr>
          <th>${text.raised}</th>
          <td>${timeText(alert.raisedAtMs, language)} (${FACILITY_TIME_ZONE})</td>
        </tr>
        <tr>
          <th>${text.medical}</th>
          <td>${text.states[alert.medical.state]}</td>
        </tr>
        ${tracks}
      </table>`;
  };
  const ackPage = async (request: AckRequest, reply: FastifyReply, claim: LinkClaim, said: { status: number; text: string } | null) => {
    const language = languageOf(request.headers["accept-language"]);
    const text = TEXT[language];
    const found = await foundOf(claim);
    const { alert } = found;
    const forms = decisionForms(found, request.params.token, language, ports.clock.now());
    const form =
      alert.medical.state === "waiting" && alert.state !== "resolved"
        ? html`<form method="post">
              <label for="person">${text.person}</label><input id="person" name="person" required maxlength="80" autocomplete="name" />
              <input type="hidden" name="track" value="medical" /><button>${text.take}</button>
            </form>
            <p>${text.note}</p>`
        : html``;
    const answer = said === null ? html`` : html`<p role="status"><strong>${said.text}</strong></p>`;
    const handover = options.links.onward("handover", claim);
    const body = html`${facts(alert, language)}${answer}${form}${forms}
      <p><a href="${new URL(handover).pathname}">${text.handover}</a></p>`;
    return sendPage(reply, said?.status ?? 200, language, text.title, body);
  };
  const failedPage = (request: FastifyRequest, reply: FastifyReply, error: unknown) => {
    if (!(error instanceof AnhuError)) throw error;
    const language = languageOf(request.headers["accept-language"]);
    const text = error.code === "NOT_FOUND" ? TEXT[language].bad : failureText(error, language);
    return sendPage(reply, ERROR_CODES[error.code], language, TEXT[language].title, html`<p role="alert">${text}</p>`);
  };

  const show = document("links", "showAcknowledgePage", "A page to acknowledge on; opening it acknowledges nothing", { params });
  app.get("/ack/:token", { config, schema: show }, async (request, reply) => {
    try {
      const claim = claimOf(request.params.token, "acknowledge");
      if (request.method === "GET") noted(claim, "opened");
      return await ackPage(request, reply, claim, null);
    } catch (error) {
      return failedPage(request, reply, error);
    }
  });
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body.toString())));
  });
  const take = document("links", "acknowledgeByLink", "A person of the clinic takes the medical track", {
    params,
    body: AcknowledgeByLink,
    response: { 200: AcknowledgedByLink },
  });
  app.post("/ack/:token", { config, schema: take }, async (request, reply) => {
    const claim = claimOf(request.params.token, "acknowledge");
    const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
    const language = languageOf(request.headers["accept-language"]);
    try {
      await acknowledge(claim, request.body);
    } catch (error) {
      if (!isForm || !(error instanceof AnhuError)) throw error;
      const text = error.code === "PERSON_REQUIRED" ? TEXT[language].needPerson : failureText(error, language);
      return ackPage(request, reply, claim, { status: ERROR_CODES[error.code], text });
    }
    if (isForm) return ackPage(request, reply, claim, { status: 200, text: TEXT[language].taken });
    const alert = await alertOf(claim);
    return reply.send({ alertId: alert.id, track: "medical", state: alert.medical.state });
  });

  const handover = document("links", "showHandover", "The SBAR sheet of the alert, as a page without scripts; `?lang=` zh or en", {
    params,
  });
  app.get("/handover/:token", { config, schema: handover }, async (request, reply) => {
    const { token } = request.params;
    let claim: LinkClaim | null = null;
    try {
      claim = claimOf(token, "handover");
      if (request.method === "GET") noted(claim, "opened");
      return await showHandover(context, request, reply, { claim, token });
    } catch (error) {
      return sendNoHandover(context, request, reply, error, claim);
    }
  });
  const asFhir = document("links", "readHandoverFhirByLink", "The same sheet as a FHIR R4 document Bundle", {
    params,
    response: { 200: DocumentBundle },
  });
  app.get("/handover/:token/fhir", { config, schema: asFhir }, async (request, reply) => {
    const claim = claimOf(request.params.token, "handover");
    const bundle = await linkedDocument(context, claim, languageOf(request.headers["accept-language"]));
    return reply.type(FHIR_JSON).serializer(JSON.stringify).send(bundle);
  });
}
