/** The browser reads the file after the click. */
const KEPT_MS = 10_000;

/** Hands a file to the person. `name` holds nothing of anybody. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
