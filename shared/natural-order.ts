const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/**
 * The order in which people count: page2 before page10, whatever the case; the files of a folder before the folders in
 * it. For `toSorted`, over paths with forward slashes.
 */
export function inNaturalOrder(one: string, other: string): number {
  const [these, those] = [one.split("/"), other.split("/")];
  const at = these.findIndex((segment, index) => index < those.length && segment !== those[index]);
  if (at < 0) return these.length - those.length;
  const areFiles = [these.length - 1 === at, those.length - 1 === at];
  if (areFiles[0] !== areFiles[1]) return areFiles[0] ? -1 : 1;
  const [here = "", there = ""] = [these[at], those[at]];
  // What differs by case or accents alone still has one order, on every machine.
  return collator.compare(here, there) || (here < there ? -1 : 1);
}
