import { onScopeDispose, readonly, ref, type Ref } from "vue";

/** Whether list and detail stand side by side. The same width stands in the styles of the pages that use it. */
export function useWide(query = "(min-width: 62rem)"): Readonly<Ref<boolean>> {
  const media = matchMedia(query);
  const isWide = ref(media.matches);
  const hear = (): void => void (isWide.value = media.matches);
  media.addEventListener("change", hear);
  onScopeDispose(() => media.removeEventListener("change", hear));
  return readonly(isWide);
}
