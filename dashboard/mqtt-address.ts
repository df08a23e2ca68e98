import type { Static } from "typebox";
import type { LabelledDevice } from "../domain/setup.ts";

/** Where a device connects, as it is typed into it; `here`: the host by which this screen found the server. Empty: nothing listens. */
export function mqttAddress({ externalUrl, tlsPort, port, isLocal }: Static<typeof LabelledDevice>["mqtt"], here: string): string {
  if (externalUrl !== null) return externalUrl;
  const host = isLocal ? "127.0.0.1" : here;
  if (tlsPort !== null) return `mqtts://${host}:${tlsPort}`;
  return port === null ? "" : `mqtt://${host}:${port}`;
}
