import { describe, expect, it } from "@jest/globals";
import type { DefaultTreeAdapterTypes } from "parse5";
import { type ParsedMarkup, parsePage, parsePiece } from "../../../shared/markup/parse-page.ts";

function nodesBelow({ childNodes }: DefaultTreeAdapterTypes.ParentNode): readonly DefaultTreeAdapterTypes.ChildNode[] {
  const found: DefaultTreeAdapterTypes.ChildNode[] = [];
  const open = [...childNodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    found.push(node);
    if ("childNodes" in node) for (const child of node.childNodes) open.push(child);
  }
  return found;
}

/** Whether the end of the page was read: it says so, or says that it was not. */
function readsEnd({ root, endsEarly }: ParsedMarkup): boolean {
  const reads = textOf(root).includes("last");
  expect(endsEarly).toBe(!reads);
  return reads;
}

const textOf = (parent: DefaultTreeAdapterTypes.ParentNode) =>
  nodesBelow(parent).flatMap((node) => ("value" in node ? [node.value] : []));

describe.each([
  ["a page", parsePage],
  ["a piece of a page", parsePiece],
])("reading %s", (_, read) => {
  it.each([
    ["elements in each other", "<div>"],
    ["elements beside each other", "<i>x</i>"],
    ["comments", "<!---->"],
    ["formatting that is adopted again and again", "<a><b><p>x"],
  ])("ends where there are too many %s, and keeps what came before", (__, flood) => {
    const page = read(`<p>first</p>${flood.repeat(300_000)}<p>last</p>`);
    expect(textOf(page.root).includes("first")).toBe(true);
    expect(readsEnd(page)).toBe(false);
    expect(nodesBelow(page.root).length).toBeLessThan(250_000);
  });

  it("counts what a parser adds", () => {
    // A thousand elements and as many paragraphs, each of which takes up what is open.
    const fonts = Array.from({ length: 1000 }, (__, number) => `<font color=${number}>`).join("");
    const page = read(`<p>${fonts}</p>${"<p>x</p>".repeat(1000)}<p>last`);
    expect(readsEnd(page)).toBe(false);
  });

  it("reads a page whose boxes are never closed, but not one that is as deep as nobody writes", () => {
    expect(readsEnd(read(`${"<div>x".repeat(4000)}<p>last`))).toBe(true);
    expect(readsEnd(read(`${"<div>x".repeat(6000)}<p>last`))).toBe(false);
  });

  it.each([
    "<b><p>x</b></p>",
    "<a><div>x</a></div>",
    "<i><b>x</i></b>",
    "<p><b>x<div></b></p></div>",
    "<table><b>x</table>",
  ])("does not take what ends in the wrong order for depth: %s", (misnested) => {
    expect(readsEnd(read(`${misnested.repeat(8000)}<p>last`))).toBe(true);
  });

  it("reads all of what an encyclopedia has, and all of a long text", () => {
    expect(readsEnd(read(`${"<li><a href=x>word</a>".repeat(25_000)}<p>last`))).toBe(true);
    expect(readsEnd(read(`<p>${"word ".repeat(500_000)}<p>last`))).toBe(true);
  });
});
