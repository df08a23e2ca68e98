/** Reading a QR code or typing the code under it. */
export const scanEn = {
  start: "Scan with the camera",
  stop: "Close the camera",
  photo: "Take a photo of it",
  video: "Picture of the camera",
  looking: "Hold the QR code inside the frame; it goes on by itself.",
  label: "Or type the code",
  go: "OK",
  problem: {
    insecure: "Browsers open the camera on https addresses only. Take a photo of the code, or type it.",
    denied: "The browser did not allow the camera. Allow it in the browser's site settings, or take a photo, or type the code.",
    missing: "This device has no camera. Take a photo of the code, or type it.",
    busy: "The camera cannot be opened; another program may be using it. Close that and try again, or type the code.",
    unreadable: "No QR code was found in the photo. Go closer and avoid reflections, or type the code.",
  },
} as const;
