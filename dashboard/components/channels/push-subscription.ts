import { PushKey } from "../../../domain/channel-view.ts";
import { api } from "../../api-client.ts";

/** Browsers push over https only, and on this machine. */
export function canPush(): boolean {
  return isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}
/** Asks the person, subscribes this browser, and tells the server. @throws {ApiError} */
export async function subscribe(device: string): Promise<"added" | "denied"> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  const { publicKey } = await api.get("/channels/push-key", PushKey);
  await navigator.serviceWorker.register("/worker.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  // A subscription that was made for another key would not be served.
  await (await pushManager.getSubscription())?.unsubscribe();
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint, keys } = subscription.toJSON();
  await api.post("/channels/mine", { label: device, endpoint, keys: { p256dh: keys?.["p256dh"], auth: keys?.["auth"] } });
  return "added";
}
/** This browser gets pushes already. */
export async function isSubscribed(): Promise<boolean> {
  if (!canPush() || Notification.permission !== "granted") return false;
  const registration = await navigator.serviceWorker.getRegistration();
  return ((await registration?.pushManager.getSubscription()) ?? null) !== null;
}
