import { afterAll, describe, expect, it } from "@jest/globals";
import { findings } from "../../../functions/format/gate/findings.ts";
import { parseXml } from "../../../shared/xml/parse-xml.ts";
import type { XmlElement } from "../../../shared/xml/xml-element.ts";
import { openEpubcheck } from "../../epubcheck.ts";
import { expectedFiles, filesOf, goldenCases, sourceOf, withEpub } from "./golden-case.ts";

const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());
const names = await goldenCases();

describe("a golden folder's source", () => {
  it("is one of at least a dozen", () => expect(names.length).toBeGreaterThanOrEqual(12));

  it.each(names)("becomes what is expected: %s", async (name) => {
    await withEpub(await sourceOf(name), async (epub, output) => {
      const [made, expected] = [await filesOf(epub, output), await expectedFiles(name)];
      expect([...made.keys()]).toEqual(expect.arrayContaining([...expected.keys()]));
      for (const [file, content] of made)
        expect({ [file]: structure(file, content) }).toEqual({ [file]: structure(file, expected.get(file) ?? "") });
    });
  });

  it.each(names)("keeps every rule of a Kindle and of EPUB: %s", async (name) => {
    await withEpub(await sourceOf(name), async (epub) => {
      expect(await findings(epub)).toEqual([]);
      expect((await epubcheck?.check(epub)) ?? []).toEqual([]);
    });
  });

  it.each(names)("changes nothing that matters when its EPUB is converted again: %s", async (name) => {
    await withEpub(await sourceOf(name), async (once, output) => {
      const first = await filesOf(once, output);
      await withEpub(once, async (twice, again) => {
        const second = await filesOf(twice, again);
        expect(bodies(second)).toBe(bodies(first));
        expect(again.title).toBe(output.title);
        expect(again.language).toBe(output.language);
        expect(titles(second)).toEqual(titles(first));
        expect(again.warnings).toEqual([]);
      });
    });
  });
});

/** Nested lists, so that a difference names the element in which it lies. */
function structure(file: string, content: string): unknown {
  if (content === "") return "absent";
  return file.endsWith(".json") ? JSON.parse(content) : nested(parseXml(content));
}

function nested(element: XmlElement): unknown {
  const children = element.children.map((child) => (typeof child === "string" ? child : nested(child)));
  return [
    element.name,
    Object.fromEntries(element.attributes),
    ...children.filter((child) => typeof child !== "string" || child.trim() !== ""),
  ];
}

/** The text of a book with its markup, whatever its files and places are called. */
function bodies(files: ReadonlyMap<string, string>): string {
  return [...files]
    .filter(([name]) => name.startsWith("part-"))
    .map(([, text]) => text.slice(text.indexOf("<body>") + 6, text.indexOf("</body>")))
    .join("")
    .replaceAll(/ id="[^"]*"/g, "")
    .replaceAll(/href="(part[^"]*)?#?[^":]*"/g, 'href=""');
}

function titles(files: ReadonlyMap<string, string>): readonly string[] {
  return [...(files.get("toc.ncx") ?? "").matchAll(/<text>([^<]*)<\/text>/g)].map(([, title = ""]) => title);
}
