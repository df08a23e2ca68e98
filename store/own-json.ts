/** JSON text that Anhu itself wrote into its own files: it has the type that was written. Never for anything from outside. */
export function parseOwnJson<T>(text: string): T {
  const written: unknown = JSON.parse(text);
  return written as T;
}
