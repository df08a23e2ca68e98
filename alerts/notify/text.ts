import { linesOf, timeText, titleOf, kindWords, severityWords, type Notice } from "./notice.ts";

const encoder = new TextEncoder();
export const bytesOf = (text: string): number => encoder.encode(text).length;
const ELLIPSIS = "…";

/** Cut to so many bytes of UTF-8, never inside a character. */
export function cutToBytes(text: string, most: number): string {
  if (bytesOf(text) <= most) return text;
  let size = bytesOf(ELLIPSIS);
  let kept = "";
  for (const sign of text) {
    size += bytesOf(sign);
    if (size > most) break;
    kept += sign;
  }
  return kept + ELLIPSIS;
}
/** Cut to so many characters as people count them. */
export function cutToCharacters(text: string, most: number): string {
  const signs = Array.from(text);
  return signs.length <= most ? text : signs.slice(0, most - 1).join("") + ELLIPSIS;
}
export interface Written {
  /** One line. */
  readonly title: string;
  readonly lines: readonly string[];
  /** Empty: there is none. */
  readonly link: string;
}
/** One notice as it is, several as a digest; what does not fit into `mostBytes` is counted, the link and the first line stay. */
export function written(notices: readonly Notice[], mostBytes: number): Written {
  const [first] = notices;
  if (first === undefined) return { title: "", lines: [], link: "" };
  if (notices.length === 1) return { title: titleOf(first), lines: linesOf(first), link: first.link };
  const title = `【汇总】${notices.length} 条提醒 (digest)`;
  const link = listOf(notices);
  const left = mostBytes - bytesOf(`${title}\n${link}\n`) - 120;
  const lines: string[] = [];
  let size = 0;
  for (const notice of notices) {
    const line = `· ${severityWords(notice.severity).zh} ${kindWords(notice.kind).zh} ${notice.room} ${timeText(notice.observedAtMs)}`;
    size += bytesOf(line) + 1;
    if (size > left) break;
    lines.push(line);
  }
  const more = notices.length - lines.length;
  return { title, link, lines: more === 0 ? lines : [...lines, `另有 ${more} 条，见系统`] };
}
/** The list of alerts, where the links of the notices lead to one server. */
function listOf(notices: readonly Notice[]): string {
  const link = notices.find((notice) => notice.link !== "")?.link;
  const url = link === undefined ? null : URL.parse(link);
  return url === null ? "" : `${url.origin}/alerts`;
}
/** Plain text of at most so many bytes; the link is last and whole. */
export function plainText({ title, lines, link }: Written, mostBytes: number): string {
  const end = link === "" ? "" : `\n查看并确认 Open: ${link}`;
  return cutToBytes([title, ...lines].join("\n"), mostBytes - bytesOf(end)) + end;
}
