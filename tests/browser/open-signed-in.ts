import type { Browser, Page } from "playwright-core";
import type { FakeApi } from "../api/fakes.ts";
import { signIn } from "../api/world.ts";
import { openPage, type PageOptions } from "./open-page.ts";

/** A page of the real server, signed in as that person; what the page complains of goes into `complaints`. */
export async function openSignedIn(
  browser: Browser,
  world: FakeApi,
  who: string,
  path: string,
  complaints: string[],
  options: PageOptions = {},
): Promise<Page> {
  const { headers } = await signIn(world, who);
  const [name = "", value = ""] = (headers["cookie"] ?? "").split("=");
  const cookie = { name, value: decodeURIComponent(value) };
  return openPage(browser, world.url + path, complaints, { height: 900, ...options, cookie });
}
