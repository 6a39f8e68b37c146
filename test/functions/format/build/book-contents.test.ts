import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import {
  type ContentsEntry,
  chooseContents,
  contentsFromHeadings,
  contentsFromSource,
  type Place,
} from "../../../../functions/format/build/book-contents.ts";
import type { Heading, Part } from "../../../../functions/format/build/part.ts";
import type { SourceContentsEntry } from "../../../../functions/format/source-book.ts";

function partOf(chapterId: string, chapterTitle = "", headings: Heading[] = []): Part {
  return {
    fileName: `${chapterId}.xhtml`,
    pieces: [],
    length: 0,
    language: "",
    direction: undefined,
    vertical: false,
    headings,
    hasMath: false,
    pictures: new Set(),
    bodyBlocks: 0,
    chapterId,
    group: chapterId,
    chapterTitle,
  };
}

const parts = Array.from({ length: 20 }, (_, index) => partOf(`c${index}`, `Chapter ${index}`));
const placeOf = ({ id }: { id: string }): Place | undefined => {
  const at = parts.findIndex(({ chapterId }) => chapterId === id);
  return at < 0 ? undefined : { part: parts[at] as Part, order: at * 10 };
};
const flat = (entries: readonly ContentsEntry[]): readonly ContentsEntry[] =>
  entries.flatMap((entry) => [entry, ...flat(entry.children)]);
const shape = (entries: readonly ContentsEntry[]): unknown =>
  entries.map(({ title, children }) => (children.length > 0 ? [title, shape(children)] : title));
const entry = (title: string, id?: string, children: readonly SourceContentsEntry[] = []): SourceContentsEntry => ({
  title,
  ...(id && { target: { id } }),
  children,
});

const lines = (...ids: readonly string[]) =>
  contentsFromSource(
    ids.map((id) => entry(id, id)),
    placeOf,
    () => undefined,
  );

describe("the contents that are shown", () => {
  it("are the source's own, unless they are one line where the headings have more to say", () => {
    const headings = () => lines("c0", "c1", "c2");
    expect(shape(chooseContents(lines("c0", "c1"), headings))).toEqual(["c0", "c1"]);
    expect(shape(chooseContents(lines("c5"), headings))).toEqual(["c0", "c1", "c2"]);
    expect(shape(chooseContents(lines("c5"), () => lines("c0", "c1")))).toEqual(["c5"]);
    expect(shape(chooseContents([], () => lines("c0")))).toEqual(["c0"]);
  });
});

describe("contents from the source", () => {
  it("keep what leads somewhere, and lift what lay below the rest", () => {
    const notes: string[] = [];
    const contents = contentsFromSource(
      [
        entry("A", "c0", [entry("A1", "gone", [entry("A1a", "c1")])]),
        entry("Group", undefined, [entry("B1", "c2")]),
        entry("", "c3"),
      ],
      placeOf,
      (repair) => void notes.push(repair),
    );
    expect(shape(contents)).toEqual([
      ["A", ["A1a"]],
      ["Group", ["B1"]],
    ]);
    expect(notes).toEqual(["K17"]);
  });

  it("lift the third level and deeper to the second", () => {
    const notes: string[] = [];
    const deep = [entry("1", "c0", [entry("2", "c1", [entry("3", "c2", [entry("4", "c3")])])])];
    expect(shape(contentsFromSource(deep, placeOf, (repair) => void notes.push(repair)))).toEqual([
      ["1", ["2", "3", "4"]],
    ]);
    expect(notes).toEqual(["K19"]);
  });

  it("are put in the order of the text", () => {
    const notes: string[] = [];
    const contents = contentsFromSource(
      [entry("B", "c5"), entry("A", "c1")],
      placeOf,
      (repair) => void notes.push(repair),
    );
    expect(shape(contents)).toEqual(["A", "B"]);
    expect(notes).toEqual(["K18"]);
  });

  it("are in the order of the spine, of two levels, with every child inside its parent, whatever the source says", () => {
    const tree = fc.letrec<{ entry: SourceContentsEntry }>((tie) => ({
      entry: fc.record({
        title: fc.constantFrom("", "a", "b", "\u0007", "x".repeat(999)),
        target: fc.option(fc.record({ id: fc.integer({ min: 0, max: 25 }).map((at) => `c${at}`) }), { nil: undefined }),
        children: fc.oneof({ maxDepth: 5 }, fc.constant([]), fc.array(tie("entry"), { maxLength: 4 })),
      }) as fc.Arbitrary<SourceContentsEntry>,
    }));
    fc.assert(
      fc.property(fc.array(tree.entry), (entries) => {
        const contents = contentsFromSource(entries, placeOf, () => undefined);
        const orders = flat(contents).map(({ place }) => place.order);
        expect(orders).toEqual(orders.toSorted((one, other) => one - other));
        expect(flat(contents).every(({ title }) => title.trim() !== "" && title.length <= 200)).toBe(true);
        expect(contents.flatMap(({ children }) => children).every(({ children }) => children.length === 0)).toBe(true);
      }),
    );
  });

  it("come to an end however deep they are", () => {
    let deep = entry("x", "c0");
    for (let level = 0; level < 100_000; level += 1) deep = entry("x", "c1", [deep]);
    expect(contentsFromSource([deep], placeOf, () => undefined).length).toBe(1);
  });
});

function book(...headings: readonly (readonly [number, string])[]): readonly Part[] {
  const part = partOf("one", "Chapter");
  headings.forEach(([level, title], order) =>
    part.headings.push({ level, title, anchor: { part, order: order + 1, wanted: "" } }),
  );
  return [part];
}
const start = (part: Part): Place => ({ part, order: 0 });

describe("contents from headings", () => {
  it("have the two highest levels that there are", () => {
    expect(shape(contentsFromHeadings(book([2, "A"], [3, "A1"], [2, "B"]), start, "T"))).toEqual([["A", ["A1"]], "B"]);
    expect(shape(contentsFromHeadings(book([1, "A"], [3, "A1"], [1, "B"]), start, "T"))).toEqual([["A", ["A1"]], "B"]);
  });

  it("put chapters beside the book's title, not below it", () => {
    expect(shape(contentsFromHeadings(book([1, "Title"], [2, "A"], [3, "A1"], [2, "B"]), start, "T"))).toEqual([
      "Title",
      ["A", ["A1"]],
      "B",
    ]);
  });

  it("are what chapters are called where they have no headings, and the book where they are called nothing", () => {
    expect(shape(contentsFromHeadings([partOf("a", "One"), partOf("b", "Two")], start, "T"))).toEqual(["One", "Two"]);
    expect(shape(contentsFromHeadings([partOf("a"), partOf("b")], start, "T"))).toEqual(["T"]);
  });
});
