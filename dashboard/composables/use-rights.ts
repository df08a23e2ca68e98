import { relationsFor, type Action } from "../../domain/rights.ts";
import { useSession } from "../stores/session.ts";

/** Whether the role of the signed-in person, or a television, may ever do this. The server decides; this only does not offer the hopeless. */
export function useRights(): { may: (action: Action) => boolean } {
  const session = useSession();
  return {
    may(action) {
      const role = session.user?.role ?? (session.screen === null ? null : "wallScreen");
      return role !== null && relationsFor(role, action).length > 0;
    },
  };
}
