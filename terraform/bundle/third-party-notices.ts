import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "./compile-step.ts";

const packagePath = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const licenceFile = /^(licen[cs]e|copying|notice)(\b|_|$)/i;
const rule = "=".repeat(80);

/**
 * What the licences of others ask for: who made which part, and under which terms. @param sources the files that the parts
 * come from, by their paths from the project's folder
 */
export function thirdPartyNotices(sources: readonly string[]): string {
  const folders = new Set(sources.map((source) => packagePath.exec(source)?.[1]).filter((path) => path !== undefined));
  const notices = [...folders].map((folder) => noticeOf(join(projectDir, folder)));
  return `Parts of this bundle were made by others:\n\n${notices.toSorted().join(`\n${rule}\n\n`)}`;
}

function noticeOf(folder: string): string {
  const file = join(folder, "package.json");
  const { name, version, license } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly name?: string;
    readonly version?: string;
    readonly license?: unknown;
  };
  const texts = existsSync(folder)
    ? readdirSync(folder)
        .filter((each) => licenceFile.test(each))
        .toSorted()
        .map((each) => readFileSync(join(folder, each), "utf8").trim())
    : [];
  const terms = typeof license === "string" ? license : JSON.stringify(license ?? "see its text");
  return `${name} ${version}\nLicence: ${terms}\n\n${texts.join("\n\n")}\n`;
}
