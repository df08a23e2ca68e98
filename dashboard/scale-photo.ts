import { LARGEST_PHOTO_BYTES, PHOTO_SIDE_PX } from "../domain/resident-photo.ts";

/** Tried one after another until the picture is small enough. */
const QUALITIES = [0.85, 0.7, 0.5, 0.3] as const;

/**
 * The middle of a picture as a small square JPEG, drawn anew: nothing of what a camera wrote into the file (place, time, owner) is left.
 * @throws {TypeError} when the browser cannot read it as a picture
 */
export async function scalePhoto(file: Blob): Promise<File> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (cause) {
    throw new TypeError("not a picture", { cause });
  }
  try {
    const side = Math.min(picture.width, picture.height);
    const to = Math.min(side, PHOTO_SIDE_PX);
    const canvas = document.createElement("canvas");
    canvas.width = to;
    canvas.height = to;
    const context = canvas.getContext("2d");
    if (context === null) throw new TypeError("this browser draws no pictures");
    context.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, to, to);
    for (const quality of QUALITIES) {
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob !== null && blob.size <= LARGEST_PHOTO_BYTES) return new File([blob], "photo.jpg", { type: "image/jpeg" });
    }
    throw new TypeError("a picture that does not get small");
  } finally {
    picture.close();
  }
}
