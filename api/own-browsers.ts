import type { StoredChannel } from "../domain/channel.ts";
import { AnhuError } from "../domain/errors.ts";
import type { ApiPorts } from "./ports.ts";

/** No more pushes to these browsers of people; one that is gone already is gone. */
export async function removeBrowsers({ channels }: Pick<ApiPorts, "channels">, browsers: Iterable<StoredChannel>): Promise<void> {
  for (const { id } of browsers)
    await channels.removeChannel(id).catch((error: unknown) => {
      if (!(error instanceof AnhuError && error.code === "NOT_FOUND")) throw error;
    });
}
/** A browser that somebody lost or left gets nothing more for that person, until they subscribe it anew. */
export async function removeBrowsersOf(ports: Pick<ApiPorts, "channels" | "changed">, userId: string): Promise<void> {
  const own = await ports.channels.channels({ ownerType: "user", ownerId: userId });
  await removeBrowsers(ports, own);
  if (own.length > 0) await ports.changed("channels");
}
