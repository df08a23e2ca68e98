import type { Static, TSchema } from "typebox";
import { pageOf } from "../domain/api-schemas.ts";
import { api } from "./api-client.ts";

/** Every page of a list, in its order. `path` carries its other parameters already, `/places?facility=…`. */
export async function readAll<S extends TSchema>(path: string, item: S): Promise<Static<S>[]> {
  const page = pageOf(item);
  const all: Static<S>[] = [];
  for (let cursor: string | null = null; ;) {
    const after: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { items, next }: { items: Static<S>[]; next: string | null } = await api.get(`${path}&limit=200${after}`, page);
    all.push(...items);
    if (next === null) return all;
    cursor = next;
  }
}
