import { attributeOf, childOf, childrenOf, descendantsOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { chartNumber } from "../chart/chart-number.ts";

export interface ChartFormats {
  /** Writes a number as the style of the first of these elements that has a format of numbers wants it. */
  writerOf(...elements: readonly (XmlElement | undefined)[]): (value: string) => string;
}

/** How a chart wants its numbers written: by styles, which name styles of numbers. */
export function chartFormats(root: XmlElement): ChartFormats {
  /** Of a style of a chart, the name of its style of numbers. */
  const names = new Map<string, string>();
  const formats = new Map<string, string>();
  for (const group of ["automatic-styles", "styles"]) {
    for (const style of childrenOf(childOf(root, group))) {
      const name = attributeOf(style, "name");
      if (name === undefined) continue;
      const format = attributeOf(style, "data-style-name");
      if (format !== undefined && !names.has(name)) names.set(name, format);
      if (style.name === "percentage-style") formats.set(name, "%");
      if (style.name === "date-style")
        formats.set(
          name,
          childrenOf(style)
            .map((part) => dateLetters[part.name] ?? "")
            .join(""),
        );
    }
  }
  const start = [...descendantsOf(root, "null-date")][0];
  const epoch = attributeOf(start, "date-value")?.startsWith("1904") === true ? "from1904" : "from1900";
  return {
    writerOf(...elements) {
      const style = elements
        .map((element) => names.get(attributeOf(element, "style-name") ?? ""))
        .find((name) => name !== undefined);
      const format = formats.get(style ?? "") ?? "";
      return (value) => chartNumber(value, format, epoch);
    },
  };
}

/** The parts of a date in the letters that spreadsheets write formats with. */
const dateLetters: Readonly<Record<string, string>> = { day: "d", month: "mmm", year: "y" };
