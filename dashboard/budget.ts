import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** What the first load of a page may weigh in script, gzip, in KB: entry, page, all that they import at once, and the texts of one language. */
interface Kind {
  readonly kb: number;
  /** Layers of texts that it loads (`texts` in router.ts). */
  readonly layers: readonly string[];
  /** It stands in the frame of the desk. */
  readonly isFramed: boolean;
}
const DESK: Kind = { kb: 250, layers: ["", "phone-", "desk-"], isFramed: true };
/** Pages of televisions and phones; every other one is of the desk. */
const LEAN: Readonly<Record<string, Kind>> = {
  WallPage: { kb: 150, layers: [""], isFramed: false },
  SignInPage: { kb: 150, layers: [""], isFramed: false },
  FamilyPage: { kb: 150, layers: ["", "phone-"], isFramed: false },
  FamilyLinkPage: { kb: 150, layers: ["", "phone-"], isFramed: false },
  ClinicPage: { kb: 180, layers: ["", "phone-"], isFramed: false },
  ShiftPage: { kb: 180, layers: ["", "phone-"], isFramed: false },
};

export interface Chunk {
  readonly code: string;
  /** Names of the chunks that are fetched at once with this one. */
  readonly imports: readonly string[];
  readonly isEntry: boolean;
  /** File that this chunk was made for, if one. */
  readonly facade: string | null;
}
export interface Weight {
  readonly page: string;
  readonly kb: number;
  readonly budgetKb: number;
}

/** Weighs the first load of every page of `chunks` (by name). */
export function weigh(chunks: ReadonlyMap<string, Chunk>): readonly Weight[] {
  const sizes = new Map([...chunks].map(([name, { code }]) => [name, gzipSync(code).length / 1000]));
  const namesOf = (isWanted: (chunk: Chunk) => boolean): readonly string[] =>
    [...chunks].filter(([, chunk]) => isWanted(chunk)).map(([name]) => name);
  function reach(names: readonly string[], seen = new Set<string>()): ReadonlySet<string> {
    for (const name of names) {
      if (seen.has(name)) continue;
      seen.add(name);
      reach(chunks.get(name)?.imports ?? [], seen);
    }
    return seen;
  }
  const total = (names: readonly string[]): number => [...reach(names)].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
  const entries = namesOf(({ isEntry }) => isEntry);
  const frame = namesOf(({ facade }) => /\/DeskFrame\.vue$/.test(facade ?? ""));
  /** Those of the language that weighs more. */
  function texts(layers: readonly string[]): readonly string[] {
    const of = (language: string): readonly string[] =>
      namesOf(({ facade }) => layers.some((layer) => facade?.endsWith(`/locales/${layer}${language}.ts`) === true));
    const [chinese, english] = [of("zh-CN"), of("en")];
    return total(chinese) > total(english) ? chinese : english;
  }
  return namesOf(({ facade }) => /\/pages\/.*\.vue$/.test(facade ?? "")).map((name) => {
    const page = /(\w+)\.vue$/.exec(chunks.get(name)?.facade ?? "")?.[1] ?? name;
    const { kb: budgetKb, layers, isFramed } = LEAN[page] ?? DESK;
    const kb = Math.round(total([...entries, ...texts(layers), ...(isFramed ? frame : []), name]));
    return { page, kb, budgetKb };
  });
}

/** A build whose first load is over its budget fails, and says of which page. */
export function budget(): Plugin {
  return {
    name: "anhu-budget",
    apply: "build",
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type !== "chunk") continue;
        chunks.set(name, { code: file.code, imports: file.imports, isEntry: file.isEntry, facade: file.facadeModuleId });
      }
      const weights = weigh(chunks).toSorted((left, right) => right.kb / right.budgetKb - left.kb / left.budgetKb);
      if (weights.length === 0) this.error("no page was found to weigh: dashboard/budget.ts looks for chunks of pages/*.vue");
      for (const { page, kb, budgetKb } of weights) this.info(`${page}: ${kb} of ${budgetKb} KB of script (gzip) at the first load`);
      const over = weights.filter(({ kb, budgetKb }) => kb > budgetKb);
      if (over.length > 0) {
        const what = over.map(({ page, kb, budgetKb }) => `${page} ${kb} KB of ${budgetKb} KB`).join(", ");
        this.error(`first load over its budget: ${what}. Import what is not needed at once lazily (import()).`);
      }
    },
  };
}
