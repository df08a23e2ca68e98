/** What the home says of a device: a name of its own, and whether it is still used. The number that its maker printed: domain/setup.ts DeviceLabel. */
export interface DeviceNote {
  readonly deviceId: string;
  readonly label: string | null;
  /** Out of use for good from then on; its periods stay. */
  readonly retiredAtMs: number | null;
}
/** What a device is called, and the number that its maker printed. */
export interface DeviceNaming {
  readonly deviceId: string;
  readonly facilityId: string;
  readonly label: string | null;
  readonly serial: string | null;
}
