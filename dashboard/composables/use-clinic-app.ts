import { onScopeDispose, ref, watchEffect, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import { usePushTarget } from "./use-push-target.ts";
import { useShell } from "./use-shell.ts";

/** The browser's offer to install the page; Chromium alone makes it. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}
const isOffer = (event: Event): event is InstallOffer => "prompt" in event && typeof event.prompt === "function";
function linked(rel: string, href: string): HTMLLinkElement {
  const link = document.createElement("link");
  link.rel = rel;
  link.href = href;
  document.head.append(link);
  return link;
}

/**
 * The console as an app: its manifest in the language of the screen, its service worker, the offer to install it, and the number on its icon. A
 * press on a push moves the page that is open to the alert. `waiting`: alerts that wait for a doctor.
 */
export function useClinicApp(waiting: Readonly<Ref<number>>) {
  const { locale } = useI18n();
  usePushTarget("/clinic");
  const offer = ref<InstallOffer | null>(null);
  const isInstalled = ref(matchMedia("(display-mode: standalone)").matches);
  const { isOld } = useShell();
  const manifest = linked("manifest", "");
  const icon = linked("apple-touch-icon", "/icons/apple-180.png");
  watchEffect(() => (manifest.href = locale.value === "en" ? "/clinic-en.webmanifest" : "/clinic-zh.webmanifest"));
  watchEffect(() => {
    if (!("setAppBadge" in navigator)) return;
    const shown = waiting.value > 0 ? navigator.setAppBadge(waiting.value) : navigator.clearAppBadge();
    // A browser that shows no number refuses; the list shows it all the same.
    shown.catch(() => undefined);
  });
  const ended = new AbortController();
  const { signal } = ended;
  function hearOffer(event: Event): void {
    event.preventDefault();
    if (isOffer(event)) offer.value = event;
  }
  function hearInstalled(): void {
    isInstalled.value = true;
    offer.value = null;
  }
  window.addEventListener("beforeinstallprompt", hearOffer, { signal });
  window.addEventListener("appinstalled", hearInstalled, { signal });
  onScopeDispose(() => {
    ended.abort();
    manifest.remove();
    icon.remove();
  });
  async function install(): Promise<void> {
    const asked = offer.value;
    offer.value = null;
    await asked?.prompt();
  }
  return { offer, isInstalled, isOld, install };
}
