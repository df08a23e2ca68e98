import { Type } from "typebox";
import { Id, pageOf, PageQuery } from "../../domain/api-schemas.ts";
import type { ChannelOwner, StoredChannel } from "../../domain/channel.ts";
import { isConfigured, type ConfiguredType } from "../../domain/channel-config.ts";
import { AddedChannel, ChangedChannel, ChannelOrder, ChannelView, NewChannel } from "../../domain/channel-view.ts";
import { ChannelTest } from "../../domain/channel.ts";
import { AnhuError } from "../../domain/errors.ts";
import { channelView, checkSettings, withSecrets } from "../channel-views.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { newWebhookSecret } from "../make-devices.ts";
import { pageOfAll } from "../paging.ts";
import { forbidden } from "../rights.ts";
import { notFound } from "../targets.ts";
import { viewerOf } from "../viewer.ts";

const params = Type.Object({ channelId: Id });
interface Owner {
  readonly ownerType: ChannelOwner;
  readonly ownerId: string;
}
/** Channels of homes and clinics: managers for their own home, administrators for clinics too. Secrets go in and never come out. */
export function channelRoutes(app: App, { ports, audit }: ApiContext): void {
  const { channels, directory } = ports;
  const note = noteOf(audit);
  const found = async (channelId: string): Promise<StoredChannel & { readonly type: ConfiguredType }> => {
    const channel = await channels.channel(channelId);
    if (channel === undefined || channel.ownerType === "user" || !isConfigured(channel.type)) throw notFound("channel");
    return { ...channel, type: channel.type };
  };
  /** @throws {AnhuError} `BAD_INPUT`: neither, or both, or not known */
  function ownerOf({ facilityId, clinicId }: { readonly facilityId?: string; readonly clinicId?: string }): Owner {
    if (clinicId === undefined && facilityId !== undefined) return { ownerType: "facility", ownerId: facilityId };
    if (clinicId !== undefined && facilityId === undefined && directory.clinic(clinicId) !== undefined)
      return { ownerType: "clinic", ownerId: clinicId };
    throw new AnhuError("BAD_INPUT", "setting up a channel: say whose it is, of one facility or of one clinic");
  }
  const list = document("channels", "listChannels", "Channels of a facility or a clinic, in the order of trying, without secrets", {
    querystring: Type.Object({ ...PageQuery, facility: Type.Optional(Id), clinic: Type.Optional(Id) }),
    response: { 200: pageOf(ChannelView) },
  });
  app.get("/channels", { config: { action: "readChannels" }, schema: list }, async (request) => {
    const { facility, clinic } = request.query;
    if (clinic !== undefined && viewerOf(request).role !== "administrator") throw forbidden("readChannels");
    const facilityId = facility ?? request.target.facilityId;
    const owner = clinic !== undefined ? ownerOf({ clinicId: clinic }) : facilityId === null ? null : ownerOf({ facilityId });
    const rows = (await channels.channels(owner)).filter(({ ownerType }) => ownerType !== "user");
    return pageOfAll(
      rows.map((row) => channelView(row, ports)),
      request.query,
    );
  });
  const add = document("channels", "addChannel", "Add a channel; the secret of a signed webhook is shown once", {
    body: NewChannel,
    response: { 201: AddedChannel },
  });
  app.post("/channels", { config: { action: "manageChannels" }, schema: add }, async (request, reply) => {
    const { facilityId, clinicId, type, label, trusted, config } = request.body;
    const owner = ownerOf({ ...(facilityId === undefined ? {} : { facilityId }), ...(clinicId === undefined ? {} : { clinicId }) });
    const webhookSecret = type === "webhook" ? newWebhookSecret() : null;
    const settings = webhookSecret === null ? config : { ...config, secret: webhookSecret };
    await checkSettings(ports, type, settings);
    const added = await channels.addChannel({ ...owner, type, label, trusted, enabled: true, config: settings });
    await ports.changed("channels");
    note(request, "manageChannels", added.id, `added ${type}${trusted ? ", trusted" : ""}`);
    return reply.code(201).send({ channel: channelView(added, ports), webhookSecret });
  });
  const order = document("channels", "orderChannels", "In which order the channels of one owner are tried: all of them", {
    body: ChannelOrder,
    response: { 204: Type.Null() },
  });
  app.put("/channels/order", { config: { action: "manageChannels" }, schema: order }, async (request, reply) => {
    const { facilityId, clinicId, ids } = request.body;
    const owner = ownerOf({ ...(facilityId === undefined ? {} : { facilityId }), ...(clinicId === undefined ? {} : { clinicId }) });
    await channels.orderChannels(owner.ownerType, owner.ownerId, ids);
    await ports.changed("channels");
    note(request, "manageChannels", owner.ownerId, "ordered");
    return reply.code(204).send(null);
  });
  const change = document("channels", "changeChannel", "Change a channel; secrets that are left out stay as they are", {
    ...{ params, body: ChangedChannel },
    response: { 200: ChannelView },
  });
  app.put("/channels/:channelId", { config: { action: "manageChannels" }, schema: change }, async (request) => {
    const { label, trusted, enabled, config } = request.body;
    const before = await found(request.params.channelId);
    const given = config === undefined ? null : withSecrets(before.type, config, before.config);
    if (given !== null) await checkSettings(ports, before.type, given);
    const settings = given ?? before.config;
    await channels.setChannel(before.id, { label, trusted, enabled, config: settings });
    await ports.changed("channels");
    const changes = [trusted === before.trusted ? "" : `trusted ${trusted}`, enabled === before.enabled ? "" : `enabled ${enabled}`];
    note(request, "manageChannels", before.id, ["changed", ...changes.filter((text) => text !== "")].join(", "));
    return channelView(await found(before.id), ports);
  });
  const remove = document("channels", "removeChannel", "Remove a channel; nothing is sent over it any more", {
    ...{ params, response: { 204: Type.Null() } },
  });
  app.delete("/channels/:channelId", { config: { action: "manageChannels" }, schema: remove }, async (request, reply) => {
    const { id, type } = await found(request.params.channelId);
    await channels.removeChannel(id);
    await ports.changed("channels");
    note(request, "manageChannels", id, `removed ${type}`);
    return reply.code(204).send(null);
  });
  const test = document(
    "channels",
    "testChannel",
    "Send one message marked as a test through the channel, and say what its provider answered",
    {
      params,
      response: { 200: ChannelTest },
    },
  );
  app.post("/channels/:channelId/test", { config: { action: "manageChannels" }, schema: test }, async (request) => {
    const channel = await found(request.params.channelId);
    const result = await channels.test(channel);
    await channels.setChannelTest(channel.id, result);
    note(request, "manageChannels", channel.id, result.ok ? "tested: accepted" : "tested: failed");
    return result;
  });
}
