import { externalUrl } from "../../../shared/markup/external-url.ts";
import { attributeList, escapeAttribute } from "../../../shared/markup/xml.ts";
import type { Note } from "../gate/notes.ts";
import type { Place } from "./book-contents.ts";
import { type Anchor, isNote, type LinkSlot, type NoteScope, type Part, type Slot } from "./part.ts";

export interface Places {
  /** The place that a chapter's id, with or without a fragment, means; `undefined` where there is none. */
  readonly find: (chapterId: string, fragment: string | undefined) => Place | undefined;
  /** The beginning of a chapter. */
  readonly start: (chapterId: string) => Place | undefined;
}

export interface AnchorNames {
  readonly hrefOf: (place: Place, from?: Part) => string;
  readonly name: (anchor: Anchor) => string;
}

/** Gives places names as links ask for them: what nothing leads to needs none. */
export function nameAnchors(): AnchorNames {
  const takenIn = new Map<Part, Set<string>>();
  const name = (anchor: Anchor): string => {
    if (anchor.id !== undefined) return anchor.id;
    const taken = takenIn.get(anchor.part) ?? new Set();
    takenIn.set(anchor.part, taken);
    // Unique even ignoring case (K10): some readers fold it.
    let id = /^[A-Za-z_][\w.-]{0,79}$/.test(anchor.wanted) ? anchor.wanted : `place-${anchor.order}`;
    for (let number = 2; taken.has(id.toLowerCase()); number += 1) id = `place-${anchor.order}-${number}`;
    taken.add(id.toLowerCase());
    anchor.id = id;
    return id;
  };
  return {
    name,
    hrefOf(place, from) {
      if (place.anchor === undefined) return place.part.fileName;
      return `${place.part === from ? "" : place.part.fileName}#${name(place.anchor)}`;
    },
  };
}

/**
 * The last pass over the whole book: every link gets its address, or loses its tags. Notes and their calls are tied
 * together both ways (K32).
 */
export function settleLinks(
  parts: readonly Part[],
  places: Places,
  hrefOf: (place: Place, from?: Part) => string,
  note: Note,
): void {
  const noteAt = new Map<Anchor, NoteScope>();
  for (const part of parts) {
    for (const piece of part.pieces) {
      if (typeof piece === "object" && (piece.kind === "back" || piece.kind === "presumed") && piece.note.anchor)
        noteAt.set(piece.note.anchor, piece.note);
    }
  }
  const links = parts.flatMap((part) =>
    part.pieces.filter((piece): piece is LinkSlot => typeof piece === "object" && piece.kind === "open"),
  );
  for (const link of links) {
    const place = link.reference.kind === "external" ? undefined : placeOf(link, places);
    const href =
      link.reference.kind === "external" ? externalUrl(link.reference.url) : place && hrefOf(place, link.part);
    if (href === undefined) {
      note("links");
      continue;
    }
    link.href = href;
    if (place !== undefined) link.target = place.part;
    const called = place?.anchor && noteAt.get(place.anchor);
    if (called === undefined || link.inNote === called) continue;
    // A call leads on to its note, and the note back: by themselves both look alike.
    if (called.presumed && (link.anchor?.order ?? 0) > (called.anchor?.order ?? 0)) continue;
    called.calls.push(link);
    link.called = called;
  }
  for (const link of links) {
    if (link.inNote !== undefined && link.href !== undefined && link.reference.kind === "chapter")
      leadBack(link, link.inNote, places);
  }
}

/** A link from a note to the part from which it is called, or to a call of it, is its way back. */
function leadBack(link: LinkSlot, note: NoteScope, places: Places): void {
  const place = placeOf(link, places);
  if (place !== undefined && place.anchor !== note.anchor && note.calls.some((call) => call.part === place.part))
    note.leadsBack = true;
}

function placeOf(link: LinkSlot, places: Places): Place | undefined {
  const { reference, part } = link;
  if (reference.kind !== "chapter") return undefined;
  const exact = places.find(reference.id, reference.fragment);
  if (exact !== undefined) return exact;
  // A link to a missing place of another chapter still leads to that chapter.
  return reference.id === part.chapterId ? undefined : places.start(reference.id);
}

/**
 * What a slot is, now that the whole book is known.
 * @param within the parts that are in the same file: what leads to others loses its tags
 */
export function fillSlot(slot: Slot, name: (anchor: Anchor) => string, within: ReadonlySet<Part>): string {
  const leads = (link: LinkSlot) => link.href !== undefined && (link.target === undefined || within.has(link.target));
  switch (slot.kind) {
    case "picture":
      return attributeList({ src: slot.picture.fileName });
    case "id":
      return slot.anchor.id === undefined ? "" : ` id="${slot.anchor.id}"`;
    case "mark":
      return slot.anchor.id === undefined ? "" : `<span id="${slot.anchor.id}"></span>`;
    case "open": {
      const id = slot.anchor?.id === undefined ? "" : ` id="${slot.anchor.id}"`;
      if (slot.href !== undefined && leads(slot)) {
        const type = slot.called !== undefined && isNote(slot.called) ? ' epub:type="noteref"' : "";
        return `<a href="${escapeAttribute(slot.href)}"${type}${slot.attributes}${id}>`;
      }
      return id === "" ? "" : `<span${id}>`;
    }
    case "close":
      if (leads(slot.link)) return "</a>";
      return slot.link.anchor?.id === undefined ? "" : "</span>";
    case "presumed": {
      const id = slot.note.anchor?.id === undefined ? "" : ` id="${slot.note.anchor.id}"`;
      if (isNote(slot.note)) return slot.ends ? "</aside>" : `<aside epub:type="footnote"${id}>`;
      return id === "" || slot.note.handsDownId ? "" : slot.ends ? "</div>" : `<div${id}>`;
    }
    case "fallen":
      return isNote(slot.note) || slot.note.anchor?.id === undefined ? "" : ` id="${slot.note.anchor.id}"`;
    case "back": {
      const call = backTarget(slot.note, within);
      if (call?.anchor === undefined) return "";
      const file = call.part === slot.note.part ? "" : call.part.fileName;
      return `<p><a href="${file}#${name(call.anchor)}">↩</a></p>`;
    }
    default:
      return slot satisfies never;
  }
}

/** Names the calls that notes lead back to. Before slots are filled, so that a call early in the book knows its name. */
export function nameCalls(parts: readonly Part[], name: (anchor: Anchor) => string): void {
  const within = new Set(parts);
  for (const part of parts) {
    for (const piece of part.pieces) {
      const call = typeof piece === "object" && piece.kind === "back" ? backTarget(piece.note, within) : undefined;
      if (call?.anchor !== undefined) name(call.anchor);
    }
  }
}

function backTarget(note: NoteScope, within: ReadonlySet<Part>): LinkSlot | undefined {
  return note.leadsBack ? undefined : note.calls.find(({ part }) => within.has(part));
}
