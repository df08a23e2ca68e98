import type { Component } from "vue";
import type { FamilyScope } from "../../domain/people.ts";
import type { Action } from "../../domain/rights.ts";

/** One section of a resident's page. A later feature adds a line to resident-sections.ts, a component, and a title; see docs/resident-page.md. */
export interface ResidentSection {
  /** Anchor of the address: `/residents/res_1#vitals`. */
  readonly id: string;
  /** Key of the locales: words of the navigation, and of the card while it is not loaded. */
  readonly title: string;
  /** Whose role may never do this does not see the section; the server decides about the rest. */
  readonly action: Action;
  /** A relative sees it only by this consent. */
  readonly scope?: FamilyScope;
  /** Takes the whole width on large screens. */
  readonly isWide?: boolean;
  /** Height before it is loaded, rem: what follows should not jump. */
  readonly heightRem: number;
  readonly load: () => Promise<{ readonly default: Component }>;
}
/** What this role, with these consents of the resident, is shown. */
export function sectionsFor(
  sections: readonly ResidentSection[],
  may: (action: Action) => boolean,
  scopes: readonly FamilyScope[],
): readonly ResidentSection[] {
  return sections.filter(({ action, scope }) => may(action) && (scope === undefined || scopes.includes(scope)));
}
