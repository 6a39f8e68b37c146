import { decodeRtf } from "../../../shared/rtf/rtf-code-pages.ts";
import { rtfTokens } from "../../../shared/rtf/rtf-tokens.ts";
import { control } from "./rtf-controls.ts";
import { beginDestination, endDestination } from "./rtf-destinations.ts";
import { change, type RtfReading, say, startReading } from "./rtf-reading.ts";

export interface ParsedRtf {
  readonly html: string;
  /** PNG and JPEG pictures and Windows metafiles by id. */
  readonly pictures: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly mediaType: string }>;
  /** How many pictures there were of other kinds. */
  readonly unread: number;
}

/** Deeper groups than any writer makes: what lies below is passed over. */
const depthMax = 500;

/** Reads what an RTF file shows. Never throws: RTF that is cut off or wrong is read as far as it goes. */
export function parseRtf(source: Uint8Array): ParsedRtf {
  const reading = startReading();
  let isStarred = false;
  for (const token of rtfTokens(source)) {
    switch (token.kind) {
      case "open":
        reading.toPassOver = 0;
        reading.outerGroups.push(reading.group);
        if (reading.outerGroups.length > depthMax) change(reading, { destination: "skip" });
        isStarred = false;
        break;
      case "close":
        reading.toPassOver = 0;
        close(reading);
        isStarred = false;
        break;
      case "control":
        if (token.word === "*") isStarred = true;
        else {
          // In what is skipped nothing begins that could be shown.
          if (reading.group.destination !== "skip" && !beginDestination(reading, token.word, isStarred))
            control(reading, token.word, token.value);
          isStarred = false;
        }
        break;
      case "binary":
        if (reading.group.destination === "picture") reading.picture.binary = token.bytes;
        break;
      case "bytes": {
        const bytes = reading.toPassOver > 0 ? token.bytes.slice(reading.toPassOver) : token.bytes;
        reading.toPassOver = Math.max(reading.toPassOver - token.bytes.length, 0);
        if (bytes.length > 0) say(reading, decodeRtf(bytes, reading.group.codePage));
        break;
      }
      default:
        token satisfies never;
    }
  }
  while (reading.outerGroups.length > 0) close(reading);
  const body = reading.markup.take();
  const asides = reading.notes.map((note, at) => `<aside epub:type="footnote" id="note-${at + 1}">${note}</aside>`);
  return { html: body + asides.join(""), pictures: reading.pictures, unread: reading.unread };
}

function close(reading: RtfReading): void {
  const ended = reading.group;
  if (ended.destination === "styles") nameHeading(reading);
  const after = reading.outerGroups.pop();
  if (after === undefined) return;
  endDestination(reading, ended, after);
  reading.group = after;
}

/** Styles are called headings in English whatever the language of the document is. */
function nameHeading(reading: RtfReading): void {
  const level = /^heading (\d)/iu.exec(reading.styleText.trim())?.[1];
  if (level === undefined) return;
  reading.headings.set(reading.styleNumber, Math.min(Math.max(Number(level), 1), 6));
  reading.styleText = "";
}
