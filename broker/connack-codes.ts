/** Return codes of CONNACK (MQTT 3.1.1, table 3.1). */
export const CONNACK = {
  badProtocolVersion: 1,
  badClientId: 2,
  unavailable: 3,
  badCredentials: 4,
  notAuthorized: 5,
} as const;
export type ConnackCode = (typeof CONNACK)[keyof typeof CONNACK];

/**
 * A refusing CONNACK as bytes. A version 5 client reads another layout, so it gets its own "Unsupported Protocol Version"
 * (0x84, MQTT 5.0 §3.2.2.2) and can say what is wrong.
 */
export function connackRefusal(code: ConnackCode, protocolVersion: number): Buffer {
  return protocolVersion >= 5 ? Buffer.from([0x20, 3, 0, 0x84, 0]) : Buffer.from([0x20, 2, 0, code]);
}
