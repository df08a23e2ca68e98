import { useI18n } from "vue-i18n";
import { DEVICE_KIND_KEYS, deviceKindInfo } from "../../domain/device-kinds.ts";

/** Kinds of devices in the language of the screen; a kind that is not known stays as it is. */
export function useKindName(): (kind: string) => string {
  const { locale } = useI18n();
  return (kind) => {
    const known = DEVICE_KIND_KEYS.find((key) => key === kind);
    if (known === undefined) return kind;
    const info = deviceKindInfo(known);
    return locale.value === "en" ? info.en : info.zh;
  };
}
