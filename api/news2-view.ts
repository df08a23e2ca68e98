import { settingAt, spo2ScaleAt, type CareSetting, type CareSettingKind } from "../domain/care-settings.ts";
import { homeResponse, NEWS2_INPUTS, scoreNews2, wardResponse } from "../domain/news2.ts";
import { news2SetOf } from "../domain/news2-set.ts";
import type { News2InputView, News2View } from "../domain/news2-view.ts";
import type { ApiPorts } from "./ports.ts";
import type { Viewer } from "./viewer.ts";
import { seesNames } from "./views.ts";

/** The resident's NEWS2 from the readings that belong together, with age and source of each, under the settings that hold at `atMs`. */
export function news2View(
  ports: ApiPorts,
  viewer: Viewer,
  about: { readonly residentId: string; readonly facilityId: string; readonly atMs: number },
): News2View {
  const { residentId, facilityId, atMs: nowMs } = about;
  const readings = ports.news2(residentId);
  const { atMs, values } = news2SetOf(readings);
  const settings = ports.directory.careSettings(residentId);
  const scale = spo2ScaleAt(settings, nowMs);
  const score = scoreNews2(values, scale);
  const inputs = NEWS2_INPUTS.map((input): News2InputView => {
    const reading = readings[input];
    if (reading === undefined) return { input, value: null, points: null, at: null, method: null, deviceId: null, state: "missing" };
    const points = score.points[input] ?? null;
    const { value, atMs: at, method, deviceId } = reading;
    return { input, value, points, at, method, deviceId, state: points === null ? "tooOld" : "counts" };
  });
  // Families see staff by role (practice §5.7).
  const hasNames = viewer.role !== "family" && seesNames(ports, viewer, facilityId);
  const found = (kind: CareSettingKind) => settingAt(settings, kind, nowMs);
  const setBy = ({ byName, byRole, fromMs }: CareSetting) => ({ by: hasNames ? byName : byRole, role: byRole, from: fromMs });
  const [scaleSet, own] = [found("spo2Scale"), found("ownNews2")];
  return {
    residentId,
    at: atMs,
    total: score.total,
    known: NEWS2_INPUTS.length - score.missing.length,
    of: NEWS2_INPUTS.length,
    isComplete: score.missing.length === 0,
    hasRed: score.hasRed,
    risk: score.risk,
    inputs,
    ward: wardResponse(score),
    home: homeResponse(score.total),
    scale: { value: scale, set: scaleSet === undefined ? null : setBy(scaleSet) },
    own: own === undefined ? null : { total: own.value, ...setBy(own) },
  };
}
