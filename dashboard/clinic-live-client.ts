import { Type } from "typebox";
import { ClinicInbox, ClinicItem } from "../domain/clinic-console.ts";
import { api, decode } from "./api-client.ts";
import { openLiveLink, type LiveLink } from "./live-link.ts";
import type { useClinic } from "./stores/clinic.ts";

const ItemEvent = Type.Object({ now: Type.Integer(), item: ClinicItem });
const GoneEvent = Type.Object({ now: Type.Integer(), alertId: Type.String() });

/** Keeps the inbox of a clinic equal to the server's. */
export function startClinicClient(clinic: ReturnType<typeof useClinic>, hear: (now: number) => void, onSignedOut: () => void): LiveLink {
  return openLiveLink({
    watch: "watchClinic",
    about: [],
    async read() {
      const inbox = await api.get("/clinic/inbox", ClinicInbox);
      return () => clinic.applyInbox(inbox);
    },
    events: {
      clinicItem: (event) => clinic.applyItem(decode(ItemEvent, event, "clinicItem").item),
      clinicGone: (event) => clinic.drop(decode(GoneEvent, event, "clinicGone").alertId),
    },
    hear,
    fail: clinic.fail,
    onSignedOut,
  });
}
