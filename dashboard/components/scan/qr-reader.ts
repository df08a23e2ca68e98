/** Finds the text of a QR code in a picture; `null`: there is none. */
export type QrReader = (picture: HTMLVideoElement | ImageBitmap) => Promise<string | null>;

/** Longer side of what is searched, px: enough for a label at arm's length, and quick on an old phone. */
const LONGEST_PX = 960;

interface Detector {
  detect(picture: ImageBitmapSource): Promise<readonly { readonly rawValue: string }[]>;
}
/** Not in every browser, and not in the types of the DOM. */
interface DetectorMaker {
  new (options: { formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}
declare global {
  interface Window {
    readonly BarcodeDetector?: DetectorMaker;
  }
}

/** The browser's own reader where it has one, else one in script that is loaded now. */
export async function openQrReader(): Promise<QrReader> {
  const maker = window.BarcodeDetector;
  if (maker !== undefined && (await maker.getSupportedFormats()).includes("qr_code")) {
    const detector = new maker({ formats: ["qr_code"] });
    return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
  }
  const { default: jsQR } = await import("jsqr");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (picture) => {
    const [wide, high] = picture instanceof HTMLVideoElement ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height];
    if (context === null || wide === 0 || high === 0) return null;
    const scale = Math.min(1, LONGEST_PX / Math.max(wide, high));
    canvas.width = Math.round(wide * scale);
    canvas.height = Math.round(high * scale);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, canvas.width, canvas.height, { inversionAttempts: "attemptBoth" })?.data ?? null;
  };
}
