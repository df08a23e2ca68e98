import type * as Leaflet from "leaflet";
import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import type { MapTiles } from "../../../domain/map-tiles.ts";
import { useLeaflet } from "../../composables/use-leaflet.ts";
import { mapEdge, type MapEdge } from "./map-edge.ts";

export interface GeoMap {
  readonly leaflet: typeof Leaflet;
  readonly map: Leaflet.Map;
  readonly edge: MapEdge;
}
/** Where a map begins that has nothing to show: China as a whole. */
const NOTHING_YET: Leaflet.LatLngBoundsLiteral = [
  [22, 104],
  [42, 122],
];

/**
 * A map in `box` as soon as both are there: over the tiles of the settings, else over a blank grid, so that nothing is asked of anybody outside.
 * `tiles` undefined: not known yet.
 */
export function useGeoMap(box: Readonly<Ref<HTMLElement | null>>, tiles: () => MapTiles | null | undefined) {
  const { t, locale } = useI18n();
  const { isMissing, loadLeaflet } = useLeaflet();
  const made = shallowRef<GeoMap | null>(null);
  let isGone = false;

  async function make(): Promise<void> {
    const background = tiles();
    if (background === undefined) return;
    const leaflet = await loadLeaflet();
    if (leaflet === null || isGone || box.value === null) return;
    made.value?.map.remove();
    const map = leaflet.map(box.value, {
      ...{ zoomControl: false, attributionControl: false, zoomSnap: 0.5, maxZoom: 20, minZoom: 3 },
      ...{ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false },
    });
    map.fitBounds(NOTHING_YET, { animate: false });
    leaflet.control.zoom({ zoomInTitle: t("map.zoomIn"), zoomOutTitle: t("map.zoomOut") }).addTo(map);
    leaflet.control.scale({ imperial: false }).addTo(map);
    if (background === null) blankGrid(leaflet).addTo(map);
    else {
      leaflet.tileLayer(background.template, { maxNativeZoom: 18, maxZoom: 20 }).addTo(map);
      const control = leaflet.control.attribution({ prefix: false });
      // Leaflet writes it as HTML; the server refuses one with tags, and here none can begin.
      control.addAttribution(background.attribution.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
      control.addTo(map);
    }
    made.value = { leaflet, map, edge: mapEdge(background?.system ?? "wgs84") };
  }
  onMounted(() => void make());
  watch([tiles, locale], () => void make(), { flush: "post" });
  onBeforeUnmount(() => {
    isGone = true;
    made.value?.map.remove();
  });
  return { made, isMissing };
}
/** Lines instead of streets. */
function blankGrid(leaflet: typeof Leaflet): Leaflet.GridLayer {
  class Lines extends leaflet.GridLayer {
    protected override createTile(): HTMLElement {
      const tile = document.createElement("div");
      tile.className = "map-lines";
      return tile;
    }
  }
  return new Lines({ maxZoom: 20 });
}
/** Looks at all of these; a single point from a height that shows its street. */
export function lookAt(
  { leaflet, map, edge }: GeoMap,
  positions: readonly { readonly latitude: number; readonly longitude: number }[],
): void {
  if (positions.length === 0) return;
  const bounds = leaflet.latLngBounds(positions.map((position) => edge.toMap(position)));
  map.fitBounds(bounds.pad(0.25), { maxZoom: 17, animate: false });
}
