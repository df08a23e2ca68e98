import type { NoticeVariable } from "../../domain/channel-config.ts";
import { kindWords, markText, severityWords, timeText, type Notice } from "./notice.ts";
import { cutToCharacters } from "./text.ts";

/** A variable of a reviewed template holds at most 35 characters (help.aliyun.com, variables of SMS templates). */
export const MOST_VARIABLE_CHARACTERS = 35;

/** The words that a template may be filled with; of several notices the first, with their number. */
export function variableText(notices: readonly Notice[], from: NoticeVariable, most = MOST_VARIABLE_CHARACTERS): string {
  const [first] = notices;
  if (first === undefined) return "-";
  return cutToCharacters(valueOf(first, notices.length, from), most) || "-";
}
function valueOf(notice: Notice, count: number, from: NoticeVariable): string {
  switch (from) {
    case "kind":
      return `${markText(notice)}${kindWords(notice.kind).zh}`;
    case "severity":
      return severityWords(notice.severity).zh;
    case "facility":
      return notice.facility;
    case "room":
      return notice.room;
    case "time":
      return timeText(notice.observedAtMs);
    case "count":
      return String(count);
  }
}
