import mqtt, { type MqttClient } from "mqtt";
import { Type, type Static } from "typebox";
import Value from "typebox/value";
import type { ApiClient } from "../../app/client.ts";

const Made = Type.Object({ id: Type.String() });
const MadeDevice = Type.Object({
  id: Type.String(),
  username: Type.String(),
  password: Type.String(),
  topics: Type.Object({ observations: Type.String(), events: Type.String(), status: Type.String(), commands: Type.String() }),
});
export type MadeDevice = Static<typeof MadeDevice>;
const MadeClinic = Type.Object({ id: Type.String(), webhookSecret: Type.String() });

export interface TestHome {
  readonly facilityId: string;
  readonly residentIds: readonly string[];
  /** One per resident. */
  readonly devices: readonly MadeDevice[];
  readonly clinicId: string | null;
  readonly webhookSecret: string | null;
}
export interface TestHomeOptions {
  readonly kind?: string;
  readonly residents?: number;
  readonly webhook?: string;
  readonly staffed?: boolean;
}

/** A facility with residents, one device each, and a clinic under contract, made over REST as an engineer would. */
export async function makeTestHome(api: ApiClient, options: TestHomeOptions = {}): Promise<TestHome> {
  const { kind = "wristband", residents = 1, staffed = false } = options;
  const facilityId = Value.Parse(Made, await api.post("/facilities", { name: "试验院", staffed })).id;
  const residentIds: string[] = [];
  const devices: MadeDevice[] = [];
  for (let index = 0; index < residents; index++) {
    const resident = await api.post("/residents", { facilityId, name: `住户${index}`, room: String(301 + index), level: 1 });
    const residentId = Value.Parse(Made, resident).id;
    residentIds.push(residentId);
    devices.push(Value.Parse(MadeDevice, await api.post("/devices", { facilityId, kind, residentId })));
  }
  if (options.webhook === undefined) return { facilityId, residentIds, devices, clinicId: null, webhookSecret: null };
  const clinic = Value.Parse(MadeClinic, await api.post("/clinics", { name: "试验诊所", webhookUrl: options.webhook }));
  await api.post("/contracts", { facilityId, clinicId: clinic.id });
  return { facilityId, residentIds, devices, clinicId: clinic.id, webhookSecret: clinic.webhookSecret };
}
/** Signs a device in. It re-sends what was not acknowledged after a reconnect, as a real one does. */
export function connectDevice(port: number, device: MadeDevice, options: mqtt.IClientOptions = {}): Promise<MqttClient> {
  return mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: device.id,
    username: device.username,
    password: device.password,
    clean: true,
    reconnectPeriod: 200,
    protocolVersion: 4,
    ...options,
  });
}
