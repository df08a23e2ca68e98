import type Leaflet from "leaflet";
import { ref } from "vue";

/** The part that draws maps; it is fetched when the first one is shown. `isMissing`: it did not come, and whoever shows the map says so. */
export function useLeaflet() {
  const isMissing = ref(false);
  async function loadLeaflet(): Promise<typeof Leaflet | null> {
    const leaflet = await import("leaflet").catch(() => null);
    isMissing.value = leaflet === null;
    return leaflet;
  }
  return { isMissing, loadLeaflet };
}
