import { isDeepStrictEqual } from "node:util";
import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { ChannelTest, type StoredChannel } from "../../domain/channel.ts";
import { ChannelView, NewOwnChannel, PushKey, RenewedSubscription } from "../../domain/channel-view.ts";
import { AnhuError } from "../../domain/errors.ts";
import { channelView, checkSettings } from "../channel-views.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { removeBrowsers } from "../own-browsers.ts";
import { notFound } from "../targets.ts";
import { viewerId, viewerOf, type Viewer } from "../viewer.ts";

const params = Type.Object({ ownChannelId: Id });
const action = "signedIn";
/** So many browsers of one person; the oldest gives way. */
const MOST_BROWSERS = 10;

function refuseHandsets({ handsetId }: Viewer): void {
  if (handsetId !== undefined)
    throw new AnhuError("FORBIDDEN", "subscribing a browser: this handset is everybody's; subscribe a phone of your own");
}
/** Pushes to the browsers of whoever is signed in: everybody for themselves. */
export function ownChannelRoutes(app: App, { ports, audit }: ApiContext): void {
  const { channels } = ports;
  const note = (viewer: Viewer, target: string, detail: string) =>
    audit({ actor: viewerId(viewer), role: viewer.role, action: "ownChannel", target, result: "ok", detail });
  const own = async (viewer: Viewer): Promise<readonly StoredChannel[]> =>
    viewer.user === null ? [] : channels.channels({ ownerType: "user", ownerId: viewer.user.id });
  const found = async (viewer: Viewer, channelId: string): Promise<StoredChannel> => {
    const channel = (await own(viewer)).find(({ id }) => id === channelId);
    if (channel === undefined) throw notFound("channel");
    return channel;
  };
  /** Browsers of people at this address. */
  const at = async (endpoint: string): Promise<readonly StoredChannel[]> =>
    (await channels.channels(null)).filter(
      ({ ownerType, config }) =>
        ownerType === "user" && typeof config === "object" && config !== null && Reflect.get(config, "endpoint") === endpoint,
    );
  const key = document("channels", "readPushKey", "The server's public key, by which a browser subscribes to pushes", {
    response: { 200: PushKey },
  });
  app.get("/channels/push-key", { config: { action }, schema: key }, async () => ({ publicKey: channels.vapidPublicKey }));
  const list = document("channels", "listOwnChannels", "Browsers that get the pushes of whoever asks", {
    response: { 200: Type.Object({ items: Type.Array(ChannelView) }) },
  });
  app.get("/channels/mine", { config: { action }, schema: list }, async (request) => ({
    items: (await own(viewerOf(request))).map((row) => channelView(row, ports)),
  }));
  const add = document("channels", "addOwnChannel", "Push to this browser from now on", {
    body: NewOwnChannel,
    response: { 201: ChannelView },
  });
  app.post("/channels/mine", { config: { action }, schema: add }, async (request, reply) => {
    const viewer = viewerOf(request);
    if (viewer.user === null) throw new AnhuError("BAD_INPUT", "subscribing a browser: a token has none; sign in as a person");
    refuseHandsets(viewer);
    const { label, endpoint, keys } = request.body;
    await checkSettings(ports, "webPush", { endpoint, keys });
    // The same browser subscribes again, after an update or for somebody else: it is not told twice, and nobody's pushes stay on it.
    const same = await at(endpoint);
    const others = (await own(viewer)).filter(({ id }) => same.every((one) => one.id !== id));
    const oldest = others.length >= MOST_BROWSERS ? others.slice(0, 1) : [];
    await removeBrowsers(ports, [...same, ...oldest]);
    const added = await channels.addChannel({
      ...{ ownerType: "user", ownerId: viewer.user.id, type: "webPush", label, trusted: false, enabled: true },
      config: { endpoint, keys },
    });
    await ports.changed("channels");
    note(viewer, added.id, "browser added");
    return reply.code(201).send(channelView(added, ports));
  });
  const renew = document("channels", "renewOwnChannel", "This browser goes on under the address that its push service gave it", {
    ...{ params, body: RenewedSubscription, response: { 200: ChannelView } },
  });
  /** Said at each opening of a page: what is the same changes nothing. An address that has ended stays ended; another one begins anew. */
  app.put("/channels/mine/:ownChannelId", { config: { action }, schema: renew }, async (request) => {
    const viewer = viewerOf(request);
    refuseHandsets(viewer);
    const row = await found(viewer, request.params.ownChannelId);
    const config = request.body;
    if (isDeepStrictEqual(row.config, config)) return channelView(row, ports);
    await checkSettings(ports, "webPush", config);
    await removeBrowsers(
      ports,
      (await at(config.endpoint)).filter(({ id }) => id !== row.id),
    );
    const { id, label, trusted } = row;
    await channels.setChannel(id, { label, trusted, config, enabled: true });
    await ports.changed("channels");
    note(viewer, id, "browser renewed");
    return channelView({ ...row, config, enabled: true }, ports);
  });
  const remove = document("channels", "removeOwnChannel", "No more pushes to this browser", { params, response: { 204: Type.Null() } });
  app.delete("/channels/mine/:ownChannelId", { config: { action }, schema: remove }, async (request, reply) => {
    const viewer = viewerOf(request);
    const { id } = await found(viewer, request.params.ownChannelId);
    await channels.removeChannel(id);
    await ports.changed("channels");
    note(viewer, id, "browser removed");
    return reply.code(204).send(null);
  });
  const test = document("channels", "testOwnChannel", "Send a push marked as a test to this browser", {
    params,
    response: { 200: ChannelTest },
  });
  app.post("/channels/mine/:ownChannelId/test", { config: { action }, schema: test }, async (request) => {
    const viewer = viewerOf(request);
    const channel = await found(viewer, request.params.ownChannelId);
    const result = await channels.test(channel);
    await channels.setChannelTest(channel.id, result);
    note(viewer, channel.id, result.ok ? "browser tested: accepted" : "browser tested: failed");
    return result;
  });
}
