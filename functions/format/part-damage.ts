import { posix } from "node:path";
import { Rejected } from "../../events/rejected.ts";
import type { Warning } from "../../events/values.ts";
import type { TellPart } from "../../shared/office/office-package.ts";
import type { DamagedXml } from "../../shared/xml/parse-damaged-xml.ts";

/** What is wrong with the parts of a document, told once each however often they are read. */
export interface PartDamage {
  readonly tell: TellPart;
  readonly warnings: () => readonly Warning[];
}

/** @param format in front of the rule that says that something is missing */
export function partDamage(format: "docx" | "odt"): PartDamage {
  const told = new Map<string, readonly Warning[]>();
  return {
    tell: (name, part) => told.set(name, part instanceof Rejected ? [leftOut(name)] : damageOf(format, part, name)),
    warnings: () => [...told.values()].flat(),
  };
}

/** @param name of a part; absent where the document is one file */
export function damageOf(format: string, { mended, isCut }: DamagedXml, name?: string): readonly Warning[] {
  const what = name === undefined ? "The file" : `A part of this document (${posix.basename(name)})`;
  const warnings = mended.map((found) => ({
    rule: "K24",
    found: `${what} has ${found}.`,
    done: "It was read all the same.",
  }));
  if (!isCut) return warnings;
  const cut = {
    rule: `${format}/cut`,
    found: `${what} ends in the middle, so that its end is missing.`,
    done: "Kept what there is.",
  };
  return [...warnings, cut];
}

function leftOut(name: string): Warning {
  return {
    rule: "K24",
    found: `A part of this document (${posix.basename(name)}) cannot be read.`,
    done: "It was left out.",
  };
}
