import type { HomeDocument, HomeImported } from "../../domain/home-document.ts";
import { deviceTopic } from "../../domain/topics.ts";

/** What an import would answer, without a server: ids are the keys. */
export function importedAs(document: HomeDocument): HomeImported {
  const topicsOf = (key: string) => ({
    observations: deviceTopic("f", key, "observations"),
    events: deviceTopic("f", key, "events"),
    status: deviceTopic("f", key, "status"),
    commands: deviceTopic("f", key, "commands"),
  });
  return {
    facilityId: "f",
    residents: document.residents.map(({ key }) => ({ key, id: key })),
    devices: document.devices
      .flatMap((device) =>
        device.count === undefined
          ? [device]
          : Array.from({ length: device.count }, (_, index) => ({ ...device, key: `${device.key}-${index + 1}` })),
      )
      .map(({ key, gateway }) =>
        gateway === undefined
          ? { key, id: key, username: key, password: "p", topics: topicsOf(key) }
          : { key, id: key, username: null, password: null, topics: null },
      ),
    gateways: document.gateways.map(({ key }) => ({ key, id: key, username: key, password: "p" })),
    clinics: document.clinics.map(({ key }) => ({ key, id: key, webhookSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" })),
    users: document.users.map(({ username }) => ({ username, password: "p" })),
  };
}
