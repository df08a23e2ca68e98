import { computed } from "vue";
import { MapSettings } from "../../../domain/map-tiles.ts";
import { useResource } from "../../composables/use-resource.ts";

/** What maps are drawn on. Until the server said so it is undefined; where it cannot be asked, a blank grid serves. */
export function useMapSettings() {
  const { data, error } = useResource(MapSettings, () => "/map-settings");
  const tiles = computed(() => data.value?.tiles ?? (data.value === null && error.value === null ? undefined : null));
  const host = computed(() => {
    const template = tiles.value?.template;
    return template === undefined ? null : (/^https?:\/\/([^/]+)/.exec(template)?.[1] ?? null);
  });
  return { tiles, host };
}
