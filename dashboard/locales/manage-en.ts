import { manageCoverageEn } from "./manage-coverage-en.ts";
import { manageAnnunciatorsEn } from "./manage-annunciators-en.ts";
import { manageAuditEn } from "./manage-audit-en.ts";
import { manageDevicesEn, manageLabelsEn } from "./manage-devices-en.ts";
import { manageFhirEn } from "./manage-fhir-en.ts";
import { managePeopleEn } from "./manage-people-en.ts";
import { managePostedEn } from "./manage-posted-en.ts";
import { manageRotaEn } from "./manage-rota-en.ts";

/** Management: devices, people, rota, audit. */
export const manageEn = {
  title: "Manage",
  noRight: "There is nothing here that your account may manage.",
  old: "It could not be read again ({why}); this is what it was last time.",
  annunciators: manageAnnunciatorsEn,
  devices: manageDevicesEn,
  labels: manageLabelsEn,
  fhir: manageFhirEn,
  people: managePeopleEn,
  posted: managePostedEn,
  rota: manageRotaEn,
  audit: manageAuditEn,
  coverage: manageCoverageEn,
  group: { things: "Devices and places", people: "People", calls: "Calls and contracts", evidence: "Figures and records" },
  part: {
    devices: { title: "Devices", lead: "Who wears them, battery, how long silent; add by QR code, print labels" },
    coverage: { title: "Coverage", lead: "Which emergencies of whom could not be noticed right now, and why" },
    places: { title: "Rooms → map", lead: "On the map: floors, rooms, plans and geofences" },
    walls: { title: "Wall screens", lead: "Pair, rename and withdraw televisions" },
    handsets: { title: "Shift handsets", lead: "Enrol and withdraw shared phones" },
    annunciators: { title: "Lights and drills", lead: "Corridor lights, sirens, pagers, and drills of clinics" },
    people: { title: "People", lead: "Who may sign in and as what; lock, reset a password" },
    rota: { title: "Rota", lead: "Who is on duty, where nobody is, swaps and leave" },
    posted: { title: "Posted doctors", lead: "Doctors of clinics who work in the home, and when" },
    rules: { title: "Rules", lead: "Where each limit comes from; try a change on last month first" },
    channels: { title: "Channels", lead: "SMS, WeCom, DingTalk and others, each with a test" },
    contracts: { title: "Contracts", lead: "Clinics under contract, when they end, fees" },
    fhir: { title: "FHIR credentials", lead: "With what clinics' own systems read; issue, revoke" },
    load: { title: "Alarm load", lead: "How often each carer was called in a shift, and how much was false" },
    figures: { title: "Figures", lead: "Answer times, drills, contract coverage, device health; to export" },
    audit: { title: "Audit", lead: "Who did what and when, and whether the chain is whole" },
  },
};
