import { type DibPicture, encodedPicture } from "./dib.ts";
import { type Fields, fieldsOf } from "./fields.ts";
import { recordsMax } from "./player.ts";

/** Of one picture in EMF+ records, in bytes; and over how many records it may go. */
const objectBytesMax = 8_000_000;
const piecesMax = 4096;
const identifier = 0x2b46_4d45;
const headerType = 0x4001;
const objectType = 0x4008;
const drawImageTypes = new Set([0x401a, 0x401b]);
/** Everything that draws, from Clear to DrawDriverString. */
const drawTypes = { first: 0x4009, last: 0x401e };
const beyondThem = 0x4036;
const imageKind = 5;
const continuedBit = 0x8000;

/** What EMF+ records, which lie in comments of an EMF, say: their pictures, and whether something else is drawn by them. */
export interface EmfPlus {
  /** Whether the records of the EMF draw the same ([MS-EMFPLUS] 2.3.3.3). */
  isDual: boolean;
  drawsMore: boolean;
  picture: DibPicture | undefined;
  /** Of an object of which more is to come, and how long they are together. */
  pieces: Uint8Array[];
  pieceBytes: number;
  recordsLeft: number;
}

export function newEmfPlus(): EmfPlus {
  return { isDual: true, drawsMore: false, picture: undefined, pieces: [], pieceBytes: 0, recordsLeft: recordsMax };
}

/** Reads a comment record. What is no EMF+ is no matter. */
export function readEmfPlus(found: EmfPlus, record: Fields): void {
  if (record.u32(12) !== identifier) return;
  const end = Math.min(record.bytes.length, 12 + record.u32(8));
  for (let at = 16; at + 12 <= end; ) {
    const size = record.u32(at + 4);
    const type = record.u16(at);
    const flags = record.u16(at + 2);
    const data = record.slice(at + 12, Math.min(record.u32(at + 8), end - at - 12));
    found.recordsLeft -= 1;
    if (found.recordsLeft < 0) {
      found.drawsMore = true;
      return;
    }
    if (type === headerType) found.isDual = (flags & 1) === 1;
    else if (type === objectType) readObject(found, flags, data);
    else if (!drawImageTypes.has(type) && isDrawing(type)) found.drawsMore = true;
    if (size < 12) return;
    at += size;
  }
}

function isDrawing(type: number): boolean {
  return (type >= drawTypes.first && type <= drawTypes.last) || type === beyondThem;
}

/** The parts of an object that goes over several records follow each other. */
function readObject(found: EmfPlus, flags: number, data: Uint8Array): void {
  if (((flags >>> 8) & 0x7f) !== imageKind) {
    forgetPieces(found);
    return;
  }
  const isContinued = (flags & continuedBit) !== 0;
  const total = isContinued ? fieldsOf(data).u32(0) : 0;
  const piece = isContinued ? data.subarray(4) : data;
  found.pieces.push(piece);
  found.pieceBytes += piece.length;
  const isTooLong = found.pieceBytes > objectBytesMax || found.pieces.length > piecesMax;
  if (isContinued && found.pieceBytes < total && !isTooLong) return;
  const picture = isTooLong ? undefined : pictureIn(fieldsOf(Buffer.concat(found.pieces)));
  forgetPieces(found);
  if (pixelsOf(picture) > pixelsOf(found.picture)) found.picture = picture;
}

function forgetPieces(found: EmfPlus): void {
  found.pieces = [];
  found.pieceBytes = 0;
}

function pixelsOf(picture: DibPicture | undefined): number {
  return picture === undefined ? 0 : picture.width * picture.height;
}

const bitmapKind = 1;
const encodedKind = 1;

function pictureIn(object: Fields): DibPicture | undefined {
  if (object.u32(4) !== bitmapKind || object.u32(24) !== encodedKind) return undefined;
  const bytes = object.slice(28, object.bytes.length);
  const href = encodedPicture(bytes);
  // An encoded one may leave the fields for its size empty.
  const width = object.i32(8) > 0 ? object.i32(8) : 1;
  const height = object.i32(12) > 0 ? object.i32(12) : 1;
  return href === undefined ? undefined : { href, width, height };
}
