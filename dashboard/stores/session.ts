import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";
import type { Static } from "typebox";
import { FacilityView, pageOf, SessionState, type SessionView, type UserView } from "../../domain/api-schemas.ts";
import { SetupState } from "../../domain/setup-state.ts";
import type { WallScreenState } from "../../domain/wall-screen.ts";
import { api, ApiError, setCsrfToken } from "../api-client.ts";
import { hold } from "../handset-lock.ts";
import { inTime } from "../in-time.ts";

const FacilityList = pageOf(FacilityView);
type Facility = Static<typeof FacilityView>;

/** Who is signed in on this screen, and which facility the screen shows. Nothing of it outlives the tab. */
export const useSession = defineStore("session", () => {
  const user = ref<UserView | null>(null);
  const isKnown = ref(false);
  const unreachable = ref(false);
  /** What this screen is when nobody is signed in: a television that was paired with a home. */
  const screen = shallowRef<WallScreenState["screen"]>(null);
  const setupNeeded = ref(false);
  /** Nobody can sign in yet: whoever comes is led to the set-up. */
  const isFresh = ref(false);
  const facilities = ref<readonly Facility[]>([]);
  const facilityId = ref<string | null>(null);
  const facility = computed(() => facilities.value.find((one) => one.id === facilityId.value) ?? null);

  function accept(view: SessionState): void {
    user.value = view.user;
    setCsrfToken(view.user === null ? null : view.csrfToken);
    if (view.user !== null && screen.value !== null) {
      screen.value = null;
      facilityId.value = null;
    }
    isKnown.value = true;
    unreachable.value = false;
  }
  async function loadFacilities(): Promise<void> {
    show((await api.get("/facilities", FacilityList)).items);
  }
  function show(homes: readonly Facility[]): void {
    facilities.value = homes;
    const own = user.value?.facilityId;
    facilityId.value ??= facilities.value.find((one) => one.id === own)?.id ?? facilities.value[0]?.id ?? null;
  }
  let asking: Promise<void> | null = null;
  /** One more whenever it is decided here who is on: what was asked before that answers for nobody. */
  let turn = 0;
  /**
   * Asks the server once; a server that does not answer leaves the page open, which then shows that the link is lost. `forMs`: the page waits no
   * longer; the answer counts whenever it comes.
   */
  async function ensure(forMs = Number.POSITIVE_INFINITY): Promise<void> {
    if (isKnown.value && asking === null) return;
    asking ??= ask().finally(() => (asking = null));
    await inTime(asking, forMs);
    if (asking !== null) unreachable.value = true;
  }
  /** Relatives may see none. */
  async function readHomes(): Promise<readonly Facility[]> {
    try {
      return (await api.get("/facilities", FacilityList)).items;
    } catch (error) {
      if (error instanceof ApiError && error.status === 403) return [];
      throw error;
    }
  }
  async function ask(): Promise<void> {
    const asked = turn;
    try {
      const view = await api.get("/session", SessionState);
      const homes = view.user === null ? null : await readHomes();
      if (asked !== turn) return void (unreachable.value = false);
      accept(view);
      if (homes !== null) show(homes);
    } catch (error) {
      if (asked !== turn) return;
      if (error instanceof ApiError && error.status === 401) forget();
      else {
        unreachable.value = true;
        isKnown.value = false;
      }
    }
  }
  /** Somebody is signed in who may see no facility, or there is none yet. */
  const hasNoFacility = computed(() => user.value !== null && facilityId.value === null && !unreachable.value);
  async function lookForFacility(): Promise<void> {
    try {
      await loadFacilities();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) forget();
    }
  }
  async function askSetup(): Promise<void> {
    try {
      const { needed, fresh } = await api.get("/setup", SetupState);
      setupNeeded.value = needed;
      isFresh.value = fresh;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setupNeeded.value = false;
    }
  }
  /** `newPassword`: of one's own, where the password was given by somebody else. */
  async function signIn(username: string, password: string, newPassword: string | null = null): Promise<void> {
    await api.post("/session", { username, password, ...(newPassword === null ? {} : { newPassword }) });
    turn += 1;
    accept(await api.get("/session", SessionState));
    // On a locked handset it is known now who they are.
    hold(false);
    await loadFacilities();
  }
  async function setUp(input: { code?: string; token?: string; username: string; password: string; name: string }): Promise<void> {
    await api.post("/setup", input);
    await signIn(input.username, input.password);
    setupNeeded.value = false;
    isFresh.value = false;
  }
  /** A shared handset is locked: it stays the home's, with what its people still have to send. */
  async function signOut(): Promise<"signedOut" | "locked"> {
    const { id, facilityId: home = null } = user.value ?? {};
    // Families and clinics have none.
    if (home !== null) {
      const handset = (await import("./handset.ts")).useHandset();
      await handset.ensure();
      if (handset.handset !== null) {
        handset.lock();
        return "locked";
      }
    }
    await api.remove("/session");
    if (id !== undefined) await (await import("./outbox.ts")).useOutbox().wipe(id);
    forget();
    return "signedOut";
  }
  /** Somebody switched on a shared handset. */
  function adopt(view: SessionView): void {
    turn += 1;
    accept(view);
    facilityId.value = view.user.facilityId;
  }
  /** Nobody is on the shared handset any more; it stays the home's. */
  function leave(): void {
    turn += 1;
    user.value = null;
    setCsrfToken(null);
  }
  /** Asked only while nobody is signed in. */
  function beScreen(next: WallScreenState["screen"]): void {
    if (user.value !== null) return;
    unreachable.value = false;
    screen.value = next;
    facilityId.value = next?.facility.id ?? null;
  }
  /** The server no longer knows this session. */
  function forget(): void {
    turn += 1;
    user.value = null;
    screen.value = null;
    facilities.value = [];
    facilityId.value = null;
    setCsrfToken(null);
    isKnown.value = false;
  }
  return {
    user,
    isKnown,
    unreachable,
    setupNeeded,
    isFresh,
    facilities,
    facilityId,
    facility,
    hasNoFacility,
    ensure,
    askSetup,
    lookForFacility,
    signIn,
    setUp,
    screen,
    beScreen,
    signOut,
    adopt,
    leave,
    forget,
  };
});
