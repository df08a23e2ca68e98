import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { pictureHead } from "../../domain/floor-plan.ts";
import { AnhuError } from "../../domain/errors.ts";
import { hasCameraNotes, LARGEST_PHOTO_BYTES, LARGEST_PHOTO_SIDE_PX, PHOTO_TYPES, PhotoView } from "../../domain/resident-photo.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { viewerId, viewerOf } from "../viewer.ts";
import { seesNames } from "../views.ts";

const params = Type.Object({ residentId: Id });
const manage = { action: "manageResidents" } as const;

/** The photo of a resident: a face is a name, so who may see no names gets none. */
export function photoRoutes(app: App, { ports, audit }: ApiContext): void {
  const { records, clock } = ports;
  const note = noteOf(audit);
  const read = document("residents", "readResidentPhoto", "The photo; 204: there is none that the reader may see", {
    params,
    // Tells one photo from the next; the answer is always the one that holds.
    querystring: Type.Object({ at: Type.Optional(Type.String({ maxLength: 20 })) }),
    response: {
      200: { description: "JPEG, PNG or WebP", content: photoContent },
      204: Type.Null({ description: "none" }),
    },
  });
  app.get("/residents/:residentId/photo", { config: { action: "readResident" }, schema: read }, async (request, reply) => {
    const { residentId } = request.params;
    // Kept by this browser alone, and asked for again each time: a right may have ended.
    reply.header("cache-control", "private, no-cache");
    const mayKnow = seesNames(ports, viewerOf(request), request.target.facilityId ?? "", residentId);
    const photo = mayKnow ? await records.residentPhoto(residentId) : undefined;
    if (photo === undefined) return reply.code(204).send(null);
    const etag = `"${photo.atMs}"`;
    reply.header("etag", etag);
    if (request.headers["if-none-match"] === etag) return reply.code(304).send(null);
    note(request, "readResidentPhoto", residentId, `photo ${photo.atMs}`);
    return reply.type(photo.type).header("content-security-policy", "default-src 'none'; sandbox").send(Buffer.from(photo.content));
  });
  // A scope of its own: only here is a body a picture.
  app.register(async (scope: App) => {
    scope.addContentTypeParser([...PHOTO_TYPES], { parseAs: "buffer", bodyLimit: LARGEST_PHOTO_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    const add = document(
      "residents",
      "setResidentPhoto",
      "Set the photo: JPEG, PNG or WebP without a camera's notes, at most 300 KiB, as the body",
      {
        ...{ params, consumes: [...PHOTO_TYPES], response: { 201: PhotoView } },
      },
    );
    scope.post("/residents/:residentId/photo", { config: manage, schema: add, bodyLimit: LARGEST_PHOTO_BYTES }, async (request, reply) => {
      const { residentId } = request.params;
      const content: unknown = request.body;
      const head = Buffer.isBuffer(content) ? pictureHead(content) : null;
      if (!Buffer.isBuffer(content) || head === null || head.type !== request.headers["content-type"]?.split(";")[0])
        throw new AnhuError("BAD_INPUT", "setting a photo: it is no JPEG, PNG or WebP, or not what its type says; send one of these");
      const { type, width, height } = head;
      if (Math.max(width, height) > LARGEST_PHOTO_SIDE_PX)
        throw new AnhuError("BAD_INPUT", `setting a photo: a side has more than ${LARGEST_PHOTO_SIDE_PX} pixels; scale it down`);
      if (hasCameraNotes(content, type))
        throw new AnhuError("BAD_INPUT", "setting a photo: it carries a camera's notes (place, time); save it again without them");
      const atMs = clock.now();
      await records.setResidentPhoto({ residentId, type, content, atMs, byUserId: viewerId(viewerOf(request)) });
      note(request, "setResidentPhoto", residentId, `photo ${atMs} ${content.byteLength} bytes`);
      return reply.code(201).send({ residentId, at: atMs, bytes: content.byteLength });
    });
  });
  const remove = document("residents", "removeResidentPhoto", "Remove the photo", { params, response: { 204: Type.Null() } });
  app.delete("/residents/:residentId/photo", { config: manage, schema: remove }, async (request, reply) => {
    const { residentId } = request.params;
    if (await records.removeResidentPhoto(residentId)) note(request, "removeResidentPhoto", residentId, "photo");
    return reply.code(204).send(null);
  });
}
const photoContent = Object.fromEntries(
  PHOTO_TYPES.map((type) => [type, { schema: Type.Unsafe<Buffer>({ type: "string", format: "binary" }) }]),
);
