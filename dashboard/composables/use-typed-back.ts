import { useActions, type AlertAction } from "../stores/actions.ts";

type Of<T extends AlertAction["type"]> = Extract<AlertAction, { readonly type: T }>;
const isOf = <T extends AlertAction["type"]>(action: AlertAction, type: T): action is Of<T> => action.type === type;

/** What somebody typed into a press that was not taken: it stands in its form again. `null`: no such press on this alert. */
export function useTypedBack() {
  const actions = useActions();
  return function typedBack<T extends AlertAction["type"]>(alertId: string, type: T): Of<T> | null {
    const press = actions.presses.get(alertId);
    const isRefused = press?.state === "failed" || press?.state === "won";
    return isRefused && isOf(press.action, type) ? press.action : null;
  };
}
