import type { ResidentSection } from "./section.ts";

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
