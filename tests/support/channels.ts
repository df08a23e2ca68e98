import { Type } from "typebox";
import Value from "typebox/value";
import type { ApiClient } from "../../app/client.ts";

const Added = Type.Object({ channel: Type.Object({ id: Type.String() }), webhookSecret: Type.String() });

/** One more webhook of a clinic, behind its own and those that were added before. */
export async function addWebhookChannel(
  api: ApiClient,
  clinicId: string,
  url: string,
): Promise<{ readonly id: string; readonly secret: string }> {
  const added = await api.post("/channels", { clinicId, type: "webhook", label: "值班", config: { url } });
  const { channel, webhookSecret } = Value.Parse(Added, added);
  return { id: channel.id, secret: webhookSecret };
}
