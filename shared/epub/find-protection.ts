import { Rejected } from "../../events/rejected.ts";
import type { Archive } from "../archive/archive.ts";
import { parseXmlLeniently } from "../xml/parse-xml.ts";
import { attributeOf, descendantsOf } from "../xml/xml-element.ts";
import { type ContainerFiles, resolveReference } from "./container-files.ts";

/** The two that only hide fonts, by a key that is in the book: nothing that a reader reads is behind them. */
const fontObfuscations = new Set(["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"]);
/** Adobe's and Barnes & Noble's rights, Apple's FairPlay, Readium's LCP. */
const rightsFiles = ["META-INF/rights.xml", "META-INF/sinf.xml", "META-INF/license.lcpl"];

/**
 * The entries that are obfuscated fonts. @throws Rejected `book/protected` where anything else is encrypted, or a rights
 * file says so (KINDLE-RULES K2).
 */
export async function findProtection(archive: Archive, files: ContainerFiles): Promise<ReadonlySet<string>> {
  if (rightsFiles.some((path) => files.find(path) !== undefined)) throw protectedBook();
  const obfuscated = new Set<string>();
  const encryption = files.find("META-INF/encryption.xml");
  if (encryption === undefined) return obfuscated;
  const { root } = parseXmlLeniently(await archive.read(encryption));
  for (const data of descendantsOf(root, "EncryptedData")) {
    const [method] = descendantsOf(data, "EncryptionMethod");
    const algorithm = attributeOf(method, "Algorithm")?.trim() ?? "";
    if (!fontObfuscations.has(algorithm)) throw protectedBook();
    for (const reference of descendantsOf(data, "CipherReference")) {
      // From the root of the container, whatever the file that says so lies in (OCF 4.2.6.3.1).
      const target = resolveReference(files, "", attributeOf(reference, "URI") ?? "");
      if (target?.kind === "file") obfuscated.add(target.name);
    }
  }
  return obfuscated;
}

function protectedBook(): Rejected {
  return new Rejected(
    "book/protected",
    "This book is protected with DRM, so it cannot be converted. Please read it in the shop's own app, or get an edition without protection.",
  );
}
