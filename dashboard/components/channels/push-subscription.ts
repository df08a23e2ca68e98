import { ChannelView, PushKey } from "../../../domain/channel-view.ts";
import { api, ApiError, decode } from "../../api-client.ts";
import { keepOwnChannel, ownChannel } from "../../offline/push-memory.ts";

/** A subscription that ends sooner is renewed now. */
const ENDS_SOON_MS = 24 * 3_600_000;

/** Browsers push over https only, and on this machine. */
export function canPush(): boolean {
  return isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}
/** Asks the person, subscribes this browser, and tells the server. @throws {ApiError} */
export async function subscribe(device: string): Promise<"added" | "denied"> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  await navigator.serviceWorker.register("/worker.js");
  const told = await api.post("/channels/mine", { label: device, ...(await subscription()) });
  await keepOwnChannel(decode(ChannelView, told, "channels/mine").id);
  return "added";
}
/**
 * At each opening of a page: a subscription that was lost, has ended or was given another address is made again, and the server is told. Only
 * where somebody subscribed this browser, and nobody removed it since. Resolves with whether this browser gets their pushes. @throws {ApiError}
 */
export async function renewSubscription(): Promise<boolean> {
  if (!canPush() || Notification.permission !== "granted") return false;
  const id = await ownChannel();
  if (id === null) return false;
  await navigator.serviceWorker.register("/worker.js");
  try {
    if (await tell(id)) return true;
    // The push service said that this address has ended, whatever the browser thinks.
    await (await (await pushes()).getSubscription())?.unsubscribe();
    return await tell(id);
  } catch (error) {
    // Removed since, or somebody else is signed in.
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}
/** Resolves with whether the server pushes to the address. */
async function tell(channelId: string): Promise<boolean> {
  const told = await api.put(`/channels/mine/${encodeURIComponent(channelId)}`, await subscription());
  return decode(ChannelView, told, "channels/mine").enabled;
}
const pushes = async (): Promise<PushManager> => (await navigator.serviceWorker.ready).pushManager;

/** The one of this browser, made anew where there is none, where it ends soon, or where it was made for another key of the server. */
async function subscription(): Promise<{ endpoint: string | undefined; keys: { p256dh: string | undefined; auth: string | undefined } }> {
  const { publicKey } = await api.get("/channels/push-key", PushKey);
  const manager = await pushes();
  let now = await manager.getSubscription();
  const isOver = now !== null && (now.expirationTime ?? Number.POSITIVE_INFINITY) < Date.now() + ENDS_SOON_MS;
  if (now !== null && (isOver || keyOf(now) !== publicKey)) {
    await now.unsubscribe();
    now = null;
  }
  const { endpoint, keys } = (now ?? (await manager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }))).toJSON();
  return { endpoint, keys: { p256dh: keys?.["p256dh"], auth: keys?.["auth"] } };
}
/** base64url, as the server says its own. */
function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
