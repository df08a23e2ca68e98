import { describe, expect, it } from "vitest";
import { mqttAddress } from "../../dashboard/mqtt-address.ts";

const MQTT = { externalUrl: null, tlsPort: null, port: 1883, isLocal: false };

describe("what is typed into a device to connect", () => {
  it.each([
    ["the host by which the screen found the server", {}, "mqtt://anhu.lan:1883"],
    ["encrypted where the server offers it", { tlsPort: 8883 }, "mqtts://anhu.lan:8883"],
    ["this machine alone, where the server listens nowhere else", { isLocal: true }, "mqtt://127.0.0.1:1883"],
    ["the broker of the house, where there is one", { externalUrl: "mqtts://broker.lan:8883" }, "mqtts://broker.lan:8883"],
    ["nothing, where nothing listens", { port: null }, ""],
  ])("%s", (_what, other, address) => expect(mqttAddress({ ...MQTT, ...other }, "anhu.lan")).toBe(address));
});
