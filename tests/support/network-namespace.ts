import { execFileSync, spawnSync } from "node:child_process";

/** A network of its own for one process, with two cables: the house, and the Internet behind which a clinic stands. */
export interface HouseNetwork {
  /** Goes in front of a command that runs inside. */
  readonly inside: readonly string[];
  /** Addresses of the server in the house, of devices and screens there, and of the clinic outside. */
  readonly serverAddress: string;
  readonly clinicAddress: string;
  unplugInternet(): void;
  plugInternet(): void;
  remove(): void;
}
const ip = (...args: readonly string[]): void => void execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });

/** Whether this machine lets us make network namespaces: Linux, root, iproute2. */
export function mayMakeNamespaces(): boolean {
  const name = `anhu-try-${process.pid}`;
  if (spawnSync("ip", ["netns", "add", name], { stdio: "ignore" }).status !== 0) return false;
  return spawnSync("ip", ["netns", "del", name], { stdio: "ignore" }).status === 0;
}
/** Makes the network; `remove` takes it away again, with both cables. */
export function makeHouseNetwork(): HouseNetwork {
  const name = `anhu-${process.pid}`;
  const subnet = process.pid % 250;
  const house = { out: `ah${process.pid % 100_000}`, in: "house", near: `10.231.${subnet}.1`, far: `10.231.${subnet}.2` };
  const internet = { out: `ai${process.pid % 100_000}`, in: "internet", near: `10.232.${subnet}.1`, far: `10.232.${subnet}.2` };
  ip("netns", "add", name);
  ip("-n", name, "link", "set", "lo", "up");
  for (const cable of [house, internet]) {
    ip("link", "add", cable.out, "type", "veth", "peer", "name", cable.in, "netns", name);
    ip("addr", "add", `${cable.near}/30`, "dev", cable.out);
    ip("link", "set", cable.out, "up");
    ip("-n", name, "addr", "add", `${cable.far}/30`, "dev", cable.in);
    ip("-n", name, "link", "set", cable.in, "up");
  }
  return {
    inside: ["ip", "netns", "exec", name],
    serverAddress: house.far,
    clinicAddress: internet.near,
    unplugInternet: () => ip("-n", name, "link", "set", internet.in, "down"),
    plugInternet: () => ip("-n", name, "link", "set", internet.in, "up"),
    remove() {
      // Its ends of the cables go with it, and the other ends with those.
      ip("netns", "del", name);
    },
  };
}
