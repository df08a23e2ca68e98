import { computed, shallowRef } from "vue";
import { fenceProblem } from "../../../domain/fence-check.ts";
import { LEAST_RADIUS_M, MOST_POINTS, type FenceShape, type Position } from "../../../domain/fence.ts";
import type { FenceView } from "../../../domain/place-view.ts";
import { movedBy } from "./bearing.ts";

/** What is being drawn. A circle without a centre, or a polygon of fewer than three corners, is not there yet. */
export interface FenceDraft {
  readonly name: string;
  /** `null`: for all residents at risk. */
  readonly residentId: string | null;
  readonly kind: "circle" | "polygon";
  readonly centre: Position | null;
  readonly radiusM: number;
  readonly corners: readonly Position[];
}
const MOST_STEPS = 200;
/** To the nearest decimetre: no satellite knows better, and numbers stay readable. */
const round = ({ latitude, longitude }: Position): Position => ({
  latitude: Number(latitude.toFixed(6)),
  longitude: Number(longitude.toFixed(6)),
});

export function draftOf(fence: FenceView | null): FenceDraft {
  const plain = { name: fence?.name ?? "", residentId: fence?.residentId ?? null, centre: null, radiusM: 120, corners: [] };
  if (fence === null) return { ...plain, kind: "polygon" };
  const { shape } = fence;
  return shape.type === "circle"
    ? { ...plain, kind: "circle", centre: shape.centre, radiusM: shape.radiusM }
    : { ...plain, kind: "polygon", corners: shape.corners };
}
export function shapeOf({ kind, centre, radiusM, corners }: FenceDraft): FenceShape | null {
  if (kind === "circle") return centre === null ? null : { type: "circle", centre, radiusM };
  return corners.length === 0 ? null : { type: "polygon", corners: [...corners] };
}

/** The drawing of a fence with every step remembered, so that each can be taken back and done again. */
export function useFenceDraft(first: FenceDraft) {
  const draft = shallowRef(first);
  const past = shallowRef<readonly FenceDraft[]>([]);
  const future = shallowRef<readonly FenceDraft[]>([]);
  let lastKind = "";

  /** @param kind steps of one kind in a row (typing a name, holding an arrow key) are one step */
  function change(next: Partial<FenceDraft>, kind = ""): void {
    if (kind === "" || kind !== lastKind) past.value = [...past.value.slice(1 - MOST_STEPS), draft.value];
    lastKind = kind;
    future.value = [];
    draft.value = { ...draft.value, ...next };
  }
  function turn(from: typeof past, to: typeof past): void {
    const next = from.value.at(-1);
    if (next === undefined) return;
    from.value = from.value.slice(0, -1);
    to.value = [...to.value, draft.value];
    draft.value = next;
    lastKind = "";
  }
  const shape = computed(() => shapeOf(draft.value));
  return {
    draft,
    shape,
    problem: computed(() => (shape.value === null ? null : fenceProblem(shape.value))),
    change,
    undo: () => turn(past, future),
    redo: () => turn(future, past),
    mayUndo: computed(() => past.value.length > 0),
    mayRedo: computed(() => future.value.length > 0),
    /** Behind the corner `after`; at the end unless told. The centre of a circle. */
    add(position: Position, after = draft.value.corners.length - 1): void {
      if (draft.value.kind === "circle") return change({ centre: round(position) });
      if (draft.value.corners.length >= MOST_POINTS) return;
      change({ corners: draft.value.corners.toSpliced(after + 1, 0, round(position)) });
    },
    /** Corner `index`, or the centre of a circle. */
    move(index: number, position: Position, kind = ""): void {
      if (draft.value.kind === "circle") return change({ centre: round(position) }, kind);
      change({ corners: draft.value.corners.with(index, round(position)) }, kind);
    },
    nudge(index: number, east: number, north: number): void {
      const { kind, centre, corners } = draft.value;
      const at = kind === "circle" ? centre : corners[index];
      if (at != null) this.move(index, movedBy(at, east, north), `nudge ${index}`);
    },
    remove(index: number): void {
      if (draft.value.kind === "polygon") change({ corners: draft.value.corners.toSpliced(index, 1) });
    },
    /** Whole metres. */
    setRadius(metres: number, kind = ""): void {
      if (Number.isFinite(metres)) change({ radiusM: Math.max(1, Math.round(metres)) }, kind);
    },
    /** A circle becomes a ring of eight corners, a polygon the circle around its middle: nothing that was drawn is lost. */
    become(kind: FenceDraft["kind"]): void {
      const { centre, radiusM, corners } = draft.value;
      if (kind === draft.value.kind) return;
      if (kind === "polygon" && centre !== null) {
        const eighth = (n: number): Position =>
          movedBy(centre, radiusM * Math.sin((n * Math.PI) / 4), radiusM * Math.cos((n * Math.PI) / 4));
        return change({ kind, corners: Array.from({ length: 8 }, (_, n) => round(eighth(n))) });
      }
      const middle = (of: (corner: Position) => number): number => corners.reduce((sum, corner) => sum + of(corner), 0) / corners.length;
      const found =
        corners.length === 0
          ? null
          : round({ latitude: middle(({ latitude }) => latitude), longitude: middle(({ longitude }) => longitude) });
      change({ kind, centre: found ?? centre, radiusM: Math.max(LEAST_RADIUS_M, radiusM) });
    },
  };
}
export type FenceDrawing = ReturnType<typeof useFenceDraft>;
