import type { Component } from "vue";
import type { FamilyScope } from "../../domain/people.ts";
import type { Action } from "../../domain/rights.ts";

/** One section of a resident's page. A later feature adds a line here, a component beside, and a title; see docs/resident-page.md. */
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
/** In the order of the page. */
export const RESIDENT_SECTIONS: readonly ResidentSection[] = [
  {
    ...{ id: "now", title: "residentPage.section.now", action: "readResident", heightRem: 24 },
    load: () => import("./NowSection.vue"),
  },
  {
    ...{ id: "news2", title: "residentPage.section.news2", action: "readVitals", scope: "vitals", heightRem: 24 },
    load: () => import("./News2Section.vue"),
  },
  {
    ...{ id: "vitals", title: "residentPage.section.vitals", action: "readSigns", isWide: true, heightRem: 32 },
    load: () => import("./VitalsSection.vue"),
  },
  {
    ...{ id: "rhythm", title: "residentPage.section.rhythm", action: "readRhythm", scope: "rhythm", isWide: true, heightRem: 30 },
    load: () => import("./RhythmSection.vue"),
  },
  {
    ...{ id: "feed", title: "residentPage.section.feed", action: "readRhythm", scope: "rhythm", heightRem: 20 },
    load: () => import("./FeedSection.vue"),
  },
  {
    ...{ id: "devices", title: "residentPage.section.devices", action: "readDevices", heightRem: 16 },
    load: () => import("./DevicesSection.vue"),
  },
  {
    ...{ id: "location", title: "map.section", action: "readLocation", scope: "location", heightRem: 16 },
    load: () => import("../components/map/ResidentMapSection.vue"),
  },
  {
    ...{ id: "limits", title: "residentPage.section.limits", action: "readVitals", scope: "vitals", heightRem: 12 },
    load: () => import("./LimitsSection.vue"),
  },
  {
    ...{ id: "plan", title: "residentPage.section.plan", action: "readCarePlan", heightRem: 20 },
    load: () => import("./PlanSection.vue"),
  },
  {
    ...{ id: "record", title: "residentPage.section.record", action: "readRecord", heightRem: 20 },
    load: () => import("./RecordSection.vue"),
  },
  {
    ...{ id: "silences", title: "residentPage.section.silences", action: "readSilences", heightRem: 10 },
    load: () => import("./SilencesSection.vue"),
  },
  {
    ...{ id: "family", title: "familyAccess.title", action: "readFamilyAccess", heightRem: 14 },
    load: () => import("./FamilyAccessSection.vue"),
  },
  {
    ...{ id: "telling", title: "residentPage.section.telling", action: "readOwnNotices", heightRem: 6 },
    load: () => import("./TellingSection.vue"),
  },
];
/** What this role, with these consents of the resident, is shown. */
export function sectionsFor(may: (action: Action) => boolean, scopes: readonly FamilyScope[]): readonly ResidentSection[] {
  return RESIDENT_SECTIONS.filter(({ action, scope }) => may(action) && (scope === undefined || scopes.includes(scope)));
}
