import { anchorTag, linkTag, noteTag, pictureTag, plainLook, RtfMarkup } from "./rtf-markup.ts";
import { change, type Group, isShown, noPicture, type RtfReading } from "./rtf-reading.ts";

/** Headers, footers, list texts and whatever a reader of the printed page would not miss in the book. */
const skipped = new Set(
  (
    "info header headerl headerr headerf footer footerl footerr footerf colortbl filetbl revtbl rsidtbl generator " +
    "themedata colorschememapping datastore latentstyles listtable listoverridetable xmlnstbl nonshppict nonesttables " +
    "nesttableprops annotation atnid atnauthor comment objdata fldtype template passwordhash userprops"
  ).split(" "),
);
/** Known, though starred: what lies in them is shown. */
const shown = new Set(["shppict", "shptxt", "shpinst", "result"]);

/** Begins the destination that a word names. False where it names none. */
export function beginDestination(reading: RtfReading, word: string, isStarred: boolean): boolean {
  const { group } = reading;
  switch (word) {
    case "fonttbl":
      change(reading, { destination: "fonts" });
      return true;
    case "stylesheet":
      change(reading, { destination: "styles" });
      return true;
    case "pict":
      change(reading, { destination: "picture" });
      return true;
    case "listtext":
    case "pntext":
      change(reading, { destination: isShown(group) ? "marker" : "skip" });
      return true;
    case "fldinst":
      reading.instruction = "";
      change(reading, { destination: "instruction" });
      return true;
    case "fldrslt":
      beginLink(reading);
      return true;
    case "footnote":
      beginNote(reading);
      return true;
    case "bkmkstart":
      change(reading, { destination: group.destination === "body" ? "bookmark" : "skip" });
      return true;
    default:
  }
  if (shown.has(word)) return true;
  if (!skipped.has(word) && !isStarred) return false;
  change(reading, { destination: "skip" });
  return true;
}

function beginLink(reading: RtfReading): void {
  const [, anchor, address, anchorThere] =
    /HYPERLINK\s+(?:\\l\s+"([^"]*)"|"([^"]*)"(?:\s+\\l\s+"([^"]*)")?)/iu.exec(reading.instruction) ?? [];
  reading.instruction = "";
  const target =
    anchor === undefined ? (address ?? "") + (anchorThere === undefined ? "" : `#${anchorThere}`) : `#${anchor}`;
  if (target === "" || target === "#" || reading.group.destination !== "body") return;
  reading.markup.inline(linkTag(target));
  change(reading, { link: target });
}

function beginNote(reading: RtfReading): void {
  // A note in a note is no note that anybody could find.
  if (reading.group.destination !== "body") {
    change(reading, { destination: "skip" });
    return;
  }
  reading.outerMarkups.push(reading.markup);
  reading.markup = new RtfMarkup();
  change(reading, {
    destination: "note",
    headingLevel: 0,
    alignment: undefined,
    inTable: false,
    listLevel: undefined,
    isInitial: false,
    look: plainLook,
    link: undefined,
  });
}

/** Ends what a group began, when the group around it goes on. */
export function endDestination(reading: RtfReading, ended: Group, after: Group): void {
  if (ended.destination !== after.destination) {
    if (ended.destination === "picture") endPicture(reading, ended);
    if (ended.destination === "bookmark") endBookmark(reading);
    if (ended.destination === "note") endNote(reading);
    if (ended.destination === "marker") endMarker(reading);
  }
  if (ended.destination !== "note" && ended.link !== undefined && ended.link !== after.link)
    reading.markup.inline("</a>");
}

/**
 * The mark itself is drawn by the device: what it says is whether the items are counted. It may stand in front of the
 * paragraph's own properties, so it is kept until the paragraph ends.
 */
function endMarker(reading: RtfReading): void {
  const { marker } = reading;
  reading.item = { isCounted: /[\p{L}\p{N}]/u.test(marker) && !/^\s*[o§]\s*$/u.test(marker) };
  reading.marker = "";
}

function endBookmark(reading: RtfReading): void {
  if (reading.bookmark !== "") reading.markup.inline(anchorTag(reading.bookmark));
  reading.bookmark = "";
}

function endNote(reading: RtfReading): void {
  reading.notes.push(reading.markup.take());
  reading.markup = reading.outerMarkups.pop() ?? reading.markup;
  reading.markup.inline(noteTag(reading.notes.length));
}

function endPicture(reading: RtfReading, { hidden }: Group): void {
  const { hex, binary, mediaType, widthTwips, heightTwips } = reading.picture;
  const data = binary ?? Buffer.from(hex.join("").replaceAll(/\s/gu, ""), "hex");
  const bytes = mediaType === "image/wmf" ? withSize(data, widthTwips, heightTwips) : data;
  reading.picture = noPicture();
  if (mediaType === undefined) reading.unread += 1;
  else if (bytes.length > 0) {
    const id = `picture-${reading.pictures.size + 1}`;
    reading.pictures.set(id, { bytes, mediaType });
    if (!hidden) reading.markup.inline(pictureTag(id));
  }
}

const twipsPerInch = 1440;
const twipsMax = 32_767;
/** What a metafile begins with that says how large it is. */
const sizedKey = 0x9ac6_cdd7;

/** A metafile says how large it is in a header that Rich Text leaves out, because it says so itself ([MS-WMF] 2.3.2.3). */
function withSize(metafile: Uint8Array, widthTwips: number, heightTwips: number): Uint8Array {
  const isSized = widthTwips > 0 && heightTwips > 0 && widthTwips <= twipsMax && heightTwips <= twipsMax;
  const start = Buffer.from(metafile.subarray(0, 4));
  if (!isSized || start.length < 4 || start.readUInt32LE() === sizedKey) return metafile;
  const header = Buffer.alloc(22);
  header.writeUInt32LE(sizedKey, 0);
  header.writeInt16LE(widthTwips, 10);
  header.writeInt16LE(heightTwips, 12);
  header.writeUInt16LE(twipsPerInch, 14);
  return Buffer.concat([header, metafile]);
}
