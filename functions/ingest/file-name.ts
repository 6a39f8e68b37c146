/** What people see of a file's name: no path is ever made of it. */

const titleCharactersMax = 200;
/** Extensions that say nothing about a book: a title loses them, and any other that is short and plain. */
const extension = /\.([a-z0-9]{1,10})$/iu;

/** The last extension in lower case, without its dot; empty where there is none. */
export function extensionOf(fileName: string): string {
  return extension.exec(lastSegment(fileName))?.[1]?.toLowerCase() ?? "";
}

/** A title out of a file name: "the_time-machine.epub" is "the time-machine". Never empty. */
export function titleFromFileName(fileName: string): string {
  const name = lastSegment(fileName)
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  const stem = name.replace(/\.kepub\.epub$|\.fb2\.zip$/iu, "").replace(extension, "");
  const spaced = stem.includes(" ") ? stem : stem.replace(/%20|[_+]/gu, " ");
  const title = [...spaced.replace(/\s+/gu, " ").trim()].slice(0, titleCharactersMax).join("").trim();
  return title.replace(/^[._ -]+$/u, "") || "Untitled";
}

function lastSegment(fileName: string): string {
  return fileName.split(/[/\\]/u).at(-1) ?? "";
}
