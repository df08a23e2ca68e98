import type { Static, TSchema } from "typebox";
import { pageOf } from "../domain/api-schemas.ts";
import { api } from "./api-client.ts";

/** The longest page that the API gives. */
const PAGE = 200;
/** So many pages at most: a home of 10,000 things. */
const MOST_PAGES = 50;

/** Every page of a list, in its order. `path` may carry other parameters: `/places?facility=…`. */
export async function readAll<S extends TSchema>(path: string, item: S, mostPages = MOST_PAGES): Promise<Static<S>[]> {
  const schema = pageOf(item);
  const first = `${path}${path.includes("?") ? "&" : "?"}limit=${PAGE}`;
  const all: Static<S>[] = [];
  let next: string | null = null;
  for (let page = 0; page < mostPages && (page === 0 || next !== null); page += 1) {
    const after: string = next === null ? "" : `&cursor=${encodeURIComponent(next)}`;
    const answer: { items: Static<S>[]; next: string | null } = await api.get(`${first}${after}`, schema);
    all.push(...answer.items);
    next = answer.next;
  }
  return all;
}
