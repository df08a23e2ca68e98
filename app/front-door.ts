import { readFileSync } from "node:fs";
import { startBroker, type Broker } from "../broker/broker.ts";
import { connectExternalBroker } from "../broker/external.ts";
import type { BrokerPorts } from "../broker/ports.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Settings } from "./config.ts";
import type { MqttAddress } from "../domain/setup.ts";

/** Where readings come in: our own listeners, or an external broker. */
export interface FrontDoor extends Pick<Broker, "connections" | "disconnect" | "close"> {
  /** Address that devices connect to. */
  readonly url: string;
  /** What a device is told of it. */
  readonly address: MqttAddress;
  publishCommand(topic: string, payload: string): Promise<"sent" | "queued" | "offline">;
}
const RATE_BURST = 10;
/** Name of our sessions at an external broker; it keeps what comes while we are away. */
const CLIENT_ID = "anhu-ingest";

/** @throws {AnhuError} `PORT_IN_USE`, `BAD_CONFIG`; `SERVER_UNREACHABLE` for an external broker */
export async function openFrontDoor(settings: Settings, ports: BrokerPorts, directory: HomeDirectory): Promise<FrontDoor> {
  const { ANHU_MQTT_URL: url, ANHU_MQTT_USERNAME: username, ANHU_MQTT_PASSWORD: password } = settings;
  if (url !== undefined) {
    const facilities = directory.facilities().map(({ id }) => id);
    const account = { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
    const external = await connectExternalBroker({ url, clientId: CLIENT_ID, ...account, facilities }, ports);
    return {
      url,
      address: { port: null, tlsPort: null, externalUrl: withoutAccount(url), isLocal: false },
      connections: () => (external.connected() ? 1 : 0),
      disconnect: () => false,
      publishCommand: (topic, payload) => external.publishCommand(topic, payload),
      close: () => external.close(),
    };
  }
  const host = settings.ANHU_MQTT_HOST ?? "127.0.0.1";
  const broker = await startBroker(listenOptions(settings, host), ports);
  return {
    address: {
      port: broker.tcpPort ?? settings.ANHU_MQTT_PORT,
      tlsPort: settings.ANHU_MQTT_TLS_PORT ?? null,
      externalUrl: null,
      isLocal: /^(127\.|::1$|localhost$)/.test(host),
    },
    url: `mqtt://${host === "0.0.0.0" ? "127.0.0.1" : host}:${broker.tcpPort ?? settings.ANHU_MQTT_PORT}`,
    connections: () => broker.connections(),
    disconnect: (id) => broker.disconnect(id),
    publishCommand: (topic, payload) => broker.publishCommand(topic, payload),
    close: () => broker.close(),
  };
}
function withoutAccount(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
function listenOptions(settings: Settings, host: string): Parameters<typeof startBroker>[0] {
  const {
    ANHU_MQTT_WS_PORT: wsPort,
    ANHU_MQTT_TLS_PORT: tlsPort,
    ANHU_TLS_KEY_FILE: keyFile,
    ANHU_TLS_CERT_FILE: certFile,
    ANHU_DEVICE_RATE: perSecond,
  } = settings;
  const isTls = tlsPort !== undefined && keyFile !== undefined && certFile !== undefined;
  return {
    tcp: { host, port: settings.ANHU_MQTT_PORT },
    ...(wsPort === undefined ? {} : { ws: { host, port: wsPort } }),
    ...(isTls ? { tls: { host, port: tlsPort, key: readFileSync(keyFile), cert: readFileSync(certFile) } } : {}),
    deviceRate: { perSecond, burst: perSecond * RATE_BURST },
  };
}
