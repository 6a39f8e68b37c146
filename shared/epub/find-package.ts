import { Rejected } from "../../events/rejected.ts";
import type { Warning } from "../../events/values.ts";
import type { Archive } from "../archive/archive.ts";
import { parseDamagedXml } from "../xml/parse-damaged-xml.ts";
import { xmlLimits } from "../xml/parse-xml.ts";
import { attributeOf, descendantsOf } from "../xml/xml-element.ts";
import { type ContainerFiles, resolveReference } from "./container-files.ts";

const packageMediaType = "application/oebps-package+xml";

/**
 * The entry of the package document: the first that the container names, else the one that lies nearest to the root.
 * `undefined` in an archive that is cut off: packers may put it last.
 * @throws Rejected `epub/no-package`; `xml/declarations` where the container tries to read what it should not
 */
export async function findPackage(
  archive: Archive,
  files: ContainerFiles,
  warnings: Warning[],
): Promise<string | undefined> {
  const container = files.find("META-INF/container.xml");
  const named = container === undefined ? [] : await rootfiles(archive, container, files);
  const [first] = named;
  if (first !== undefined) return first;
  const [found] = [...archive.entries.keys()]
    .filter((name) => name.toLowerCase().endsWith(".opf"))
    .sort((one, other) => depthOf(one) - depthOf(other) || (one < other ? -1 : 1));
  if (found === undefined) {
    if (archive.isCut) return undefined;
    throw new Rejected(
      "epub/no-package",
      "This file is not a complete EPUB: the part that says what the book consists of is missing. Please download or convert it again.",
    );
  }
  warnings.push({
    rule: "epub/container",
    found: "The container does not say where the book is described.",
    done: "Took the description that is in it.",
  });
  return found;
}

async function rootfiles(archive: Archive, container: string, files: ContainerFiles): Promise<readonly string[]> {
  const bytes = await archive.read(container);
  try {
    const { root } = parseDamagedXml(bytes, xmlLimits, { holdNoElements: new Set(["rootfile"]) });
    const rootfiles = [...descendantsOf(root, "rootfile")].map((rootfile) => ({
      mediaType: attributeOf(rootfile, "media-type")?.trim(),
      target: resolveReference(files, "", attributeOf(rootfile, "full-path") ?? ""),
    }));
    const packages = rootfiles.filter(({ mediaType }) => mediaType === packageMediaType);
    return [...packages, ...rootfiles].flatMap(({ target }) => (target?.kind === "file" ? [target.name] : []));
  } catch (error) {
    // What is merely broken can be done without; what asks to read other files is not a book.
    if (error instanceof Rejected && error.code === "xml/malformed") return [];
    throw error;
  }
}

function depthOf(name: string): number {
  return name.split("/").length;
}
