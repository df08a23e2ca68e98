import { onScopeDispose, ref, shallowRef, type ShallowRef } from "vue";
import { openQrReader } from "./qr-reader.ts";

/** Why the camera shows nothing: a key of `scan.problem`. */
export type CameraProblem = "insecure" | "denied" | "missing" | "busy" | "unreadable";

/** Pause between two looks at the picture, ms. */
const LOOK_EVERY_MS = 200;

/** Looks through the camera behind the phone until a QR code is found or `stop` is called. The camera is off when the component goes. */
export function useCamera(video: ShallowRef<HTMLVideoElement | null>, found: (text: string) => void) {
  const isOn = ref(false);
  const problem = ref<CameraProblem | null>(null);
  const stream = shallowRef<MediaStream | null>(null);
  /** Counts the starts: what an earlier one still awaits is dropped. */
  let start = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    start += 1;
    clearTimeout(timer);
    for (const track of stream.value?.getTracks() ?? []) track.stop();
    stream.value = null;
    isOn.value = false;
  }
  async function open(): Promise<void> {
    stop();
    const mine = start;
    problem.value = null;
    // Browsers show a camera to https and to this machine only; the type knows no page without one.
    if (!window.isSecureContext) return void (problem.value = "insecure");
    isOn.value = true;
    try {
      const opened = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: "environment", width: { ideal: 1280 } },
      });
      const read = await openQrReader();
      const shown = video.value;
      if (mine !== start || shown === null) {
        for (const track of opened.getTracks()) track.stop();
        return;
      }
      stream.value = opened;
      shown.srcObject = opened;
      await shown.play();
      const look = async (): Promise<void> => {
        const text = await read(shown);
        if (mine !== start) return;
        if (text === null || text === "") {
          timer = setTimeout(() => void look().catch(failed), LOOK_EVERY_MS);
          return;
        }
        stop();
        found(text);
      };
      await look();
    } catch (error) {
      if (mine === start) failed(error);
    }
  }
  function failed(error: unknown): void {
    stop();
    problem.value = problemOf(error);
  }
  /** A photo instead of the living picture: works without https too. */
  async function readPhoto(file: File): Promise<void> {
    stop();
    problem.value = null;
    try {
      const [picture, read] = await Promise.all([createImageBitmap(file), openQrReader()]);
      const text = await read(picture);
      picture.close();
      if (text === null || text === "") problem.value = "unreadable";
      else found(text);
    } catch {
      problem.value = "unreadable";
    }
  }
  onScopeDispose(stop);
  return { isOn, problem, open, stop, readPhoto };
}
function problemOf(error: unknown): CameraProblem {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return "busy";
}
