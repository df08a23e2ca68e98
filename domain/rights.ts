import { ROLES, type FamilyScope, type Role } from "./people.ts";
import type { SignInfo } from "./signs.ts";

/**
 * How a person stands to a thing. `any`: everybody; `own`: it is of the facility (or is the clinic) where the person works; `contract`: an active
 * contract joins the person's clinic and the thing's facility or resident, for a manager the own facility and the clinic (an ended one
 * too); `routed`: the alert, open or closed in the last 24 h (or an open one of the resident), was sent to the person's clinic; a family scope: the resident consented to it.
 */
export type Relation = "any" | "own" | "contract" | "routed" | FamilyScope;

/** Whoever may ask: a person in a role, or a television that was paired with a facility. */
export const HOLDERS = [...ROLES, "wallScreen"] as const;
export type Holder = Role | "wallScreen";

type Row = Readonly<Partial<Record<Holder, readonly Relation[]>>>;
const ADMIN = { administrator: ["any"] } as const satisfies Row;
const CARERS = { caregiver: ["own"], nurse: ["own"], physician: ["own"], manager: ["own"], ...ADMIN } as const satisfies Row;
const PEOPLE_OF_THE_HOME = { caregiver: ["own"], nurse: ["own"], physician: ["own"], manager: ["own"] } as const satisfies Row;
const MANAGERS = { manager: ["own"], ...ADMIN } as const satisfies Row;
/** People of the home who answer for a measurement with their name: no machine, and no token. */
const CLINICAL = { nurse: ["own"], physician: ["own"] } as const satisfies Row;
const CLINIC = { clinicStaff: ["contract", "routed"] } as const satisfies Row;

/** The one table of rights: action × role → the relations of which one must hold. What is not here may not be done. */
export const RIGHTS = {
  /** About oneself, or nothing personal. */
  signedIn: {
    ...{ caregiver: ["any"], nurse: ["any"], physician: ["any"], manager: ["any"] },
    ...{ clinicStaff: ["any"], family: ["any"], regulator: ["any"], ...ADMIN },
  },
  readFacility: { ...CARERS, clinicStaff: ["contract"], regulator: ["any"] },
  readFigures: { ...MANAGERS, regulator: ["any"] },
  /** The alerts behind a figure, with persons. */
  openFigures: MANAGERS,
  readRules: { ...CARERS, clinicStaff: ["contract"], regulator: ["any"] },
  /** A rule's limits for a whole home; a resident's own are a physician's. */
  changeRules: { physician: ["own"], ...MANAGERS },
  backtestRules: { physician: ["own"], ...MANAGERS },
  /** What the wall shows; all that a television may. */
  readWall: { ...CARERS, clinicStaff: ["contract"], wallScreen: ["own"] },
  /** Pairs televisions with a home, and switches them off. */
  manageWallScreens: { nurse: ["own"], ...MANAGERS },
  /** Enrols shared handsets of the home, and switches them off. */
  manageHandsets: { nurse: ["own"], ...MANAGERS },
  /** The own PIN and badge. */
  ownCarerKeys: { caregiver: ["any"], nurse: ["any"], physician: ["any"], manager: ["any"] },
  /** Prints badges and ends PINs of the home's people: who holds them acts under their names. */
  manageCarerKeys: MANAGERS,
  listResidents: { ...CARERS, clinicStaff: ["contract"] },
  readResident: { ...CARERS, ...CLINIC, family: ["state", "rhythm", "vitals", "location"] },
  readRhythm: { ...CARERS, ...CLINIC, family: ["rhythm"] },
  readVitals: { ...CARERS, ...CLINIC, family: ["vitals"] },
  /** Who may at all; whether anything is shown is decided by consent or an open alert: location-sight.ts. */
  readLocation: { ...CARERS, clinicStaff: ["routed"], family: ["location"] },
  /** A consent is written down by who answers for the care plan; a no by whoever hears it. */
  recordLocationConsent: { nurse: ["own"], manager: ["own"] },
  endLocationConsent: PEOPLE_OF_THE_HOME,
  /** One of the three above; which one depends on the sign that is asked for. */
  readSigns: { ...CARERS, ...CLINIC, family: ["rhythm", "vitals", "location"] },
  /** Values that a person measured and types; consciousness and oxygen among them. */
  enterObservations: CLINICAL,
  /** Watch and resident were scanned together, by whoever put it on. */
  confirmWearer: PEOPLE_OF_THE_HOME,
  /** 今天不对劲: whoever cares for the resident may say so, with their name. */
  noteSoftSigns: PEOPLE_OF_THE_HOME,
  /** Scale 2 of NEWS2 loosens a critical limit: a physician's alone. */
  setSpo2Scale: { physician: ["own"] },
  recordOwnNews2: CLINICAL,
  /** Limits of a resident, one or a set for many: only a physician loosens a critical one (DOMAIN §5.9). */
  signLimit: { physician: ["own"] },
  /** 安宁疗护: which numbers page, and who is called. */
  signComfortPlan: { physician: ["own"] },
  recordCondition: CLINICAL,
  /** 重点人群: a tag of the registry. */
  setFocusGroup: { nurse: ["own"], manager: ["own"] },
  readCarePlan: { ...CARERS, ...CLINIC },
  readReviewsDue: CARERS,
  /** Medication, allergies, diagnoses, treatment limits: what a handover carries. */
  readRecord: { ...CARERS, ...CLINIC },
  recordEntry: CLINICAL,
  /** What is not to be done any more: worded by a physician alone. */
  signTreatmentLimit: { physician: ["own"] },
  readHandover: { ...CARERS, ...CLINIC },
  /** 查房: who changed since the last round, and what happened after hours. */
  readRounds: { nurse: ["own"], physician: ["own"], manager: ["own"], clinicStaff: ["contract"] },
  enterRound: { physician: ["own"], clinicStaff: ["contract"] },
  readAlert: { ...CARERS, ...CLINIC, family: ["state"] },
  acknowledgeAlert: { ...CARERS, ...CLINIC },
  /** 到场: only people of the home; a clinic never ends or takes this track. */
  takeOnSite: CARERS,
  takeMedical: { nurse: ["own"], physician: ["own"], manager: ["own"], ...CLINIC, ...ADMIN },
  /** What a doctor decides: advise, visit, ambulance, admit, refuse. */
  disposeAlert: { physician: ["own"], ...CLINIC, ...ADMIN },
  /** Whom a clinic sent stands at the bed: said by whoever sees it. */
  noteVisitArrival: { ...CARERS, ...CLINIC },
  /** 诊所工作台: what was routed to one's own clinic; what of it is shown is decided alert by alert. */
  readClinicInbox: { clinicStaff: ["any"] },
  closeReferral: { nurse: ["own"], physician: ["own"], manager: ["own"], ...CLINIC },
  /** Answer times of a clinic, without persons: its own people, managers of homes with a contract, the regulator. */
  readClinicFigures: { clinicStaff: ["own"], manager: ["contract"], regulator: ["any"], ...ADMIN },
  /** The alerts behind them. */
  openClinicFigures: { clinicStaff: ["own"], manager: ["contract"], ...ADMIN },
  needDoctor: CARERS,
  resolveAlert: CARERS,
  /** Puts off the pages on site of one alert for minutes. */
  snoozeAlert: CARERS,
  /** Mutes a rule for a resident for hours: whoever answers for the shift. */
  silenceRule: { nurse: ["own"], physician: ["own"], ...MANAGERS },
  readSilences: CARERS,
  /** Every stage of an alert with its time; a clinic sees the pushes to itself. */
  readCustody: { ...CARERS, ...CLINIC },
  readDeliveries: { ...CARERS, ...CLINIC },
  /** Pushes of a home that nobody got. */
  readUndelivered: CARERS,
  readDevices: { ...CARERS, ...CLINIC },
  manageDevices: { nurse: ["own"], ...MANAGERS },
  /** Lights, sirens and pagers of the home, and what they show. */
  readAnnunciators: CARERS,
  manageAnnunciators: { nurse: ["own"], ...MANAGERS },
  /** Drills of clinics: a synthetic SOS, marked as such everywhere. */
  readDrills: { nurse: ["own"], physician: ["own"], ...MANAGERS },
  manageDrills: { manager: ["own", "contract"], ...ADMIN },
  /** Plans of the floors, and where the rooms lie on them. */
  readFloorPlans: CARERS,
  manageFloorPlans: MANAGERS,
  /** What places are for, and geofences. */
  managePlaces: { nurse: ["own"], ...MANAGERS },
  /** Ticks on the search checklist of a wandering alert. */
  noteSearch: CARERS,
  manageResidents: { nurse: ["own"], ...MANAGERS },
  readContracts: MANAGERS,
  /** The home's own contracts, and the family doctors' of its residents. */
  manageContracts: MANAGERS,
  readClinics: { nurse: ["any"], physician: ["any"], manager: ["any"], ...ADMIN },
  manageClinics: ADMIN,
  /** Ways to reach somebody outside the screens; those of clinics are the administrator's. */
  readChannels: MANAGERS,
  manageChannels: MANAGERS,
  /** Who is told when, for the home. */
  readEscalation: MANAGERS,
  manageEscalation: MANAGERS,
  readRota: CARERS,
  manageRota: MANAGERS,
  /** Who will be told of a resident's alert, before anything happens. */
  readWhoWillBeTold: CARERS,
  readContacts: CARERS,
  /** The words to read out to 120. */
  readCall120: CARERS,
  /** Address, callback phone, and when families hear. */
  manageFacilityDetail: MANAGERS,
  /** 120 was called, transferred, died: whoever is there says so. */
  noteHappened: CARERS,
  /** Emergency contacts to be rung, with their phones. */
  readContactCalls: CARERS,
  noteContactCall: CARERS,
  /** What families were told, and drafts; what a relative sees of it. */
  readFamilyNotices: CARERS,
  readOwnNotices: { ...PEOPLE_OF_THE_HOME, family: ["state"] },
  /** What a relative reads of a resident: the state, and more by scope. */
  readFamilyView: { family: ["state"] },
  /** Whose relative one is. */
  readOwnResidents: { family: ["any"] },
  /** Who may see what of a resident, since when, on whose word. */
  readFamilyAccess: CARERS,
  /** Invites relatives, gives them scopes and takes them back, on the resident's word. */
  manageFamilyAccess: { nurse: ["own"], ...MANAGERS },
  /** The resident switches a scope off; whoever is beside them writes it down. */
  endFamilyScope: CARERS,
  draftFamilyNotice: PEOPLE_OF_THE_HOME,
  /** What is said about a body is a nurse's or physician's word (DOMAIN §5.7). */
  releaseFamilyNotice: CLINICAL,
  manageContacts: MANAGERS,
  manageFacilities: ADMIN,
  /** Whose account it may be: domain/manage-people.ts. */
  manageUsers: MANAGERS,
  importHome: ADMIN,
  /** Who did what, with names. */
  readAudit: ADMIN,
  /** Where its chain ends: figures and hashes, nothing of anybody. */
  readAuditHead: { regulator: ["any"], ...ADMIN },
  readQuarantine: ADMIN,
  replayQuarantine: ADMIN,
} as const satisfies Record<string, Row>;

export type Action = keyof typeof RIGHTS;
/** What a route or socket event names. `public`: nobody has to sign in, and the route checks what there is to check itself. */
export type RouteAction = Action | "public";

export function isAction(name: unknown): name is RouteAction {
  return typeof name === "string" && (name === "public" || Object.hasOwn(RIGHTS, name));
}
/** Relations of which one must hold; empty: this role never may. */
export function relationsFor(role: Holder, action: Action): readonly Relation[] {
  const row: Row = RIGHTS[action];
  return row[role] ?? [];
}
export function mayDo(role: Holder, action: Action, held: ReadonlySet<Relation>): boolean {
  return relationsFor(role, action).some((relation) => relation === "any" || held.has(relation));
}
/** Device health is read by whoever may know how the day went. */
export function actionForSign(signClass: SignInfo["class"]): Action {
  switch (signClass) {
    case "vital":
    case "softSign":
      return "readVitals";
    case "location":
      return "readLocation";
    case "activity":
    case "ambient":
    case "deviceHealth":
      return "readRhythm";
  }
}
