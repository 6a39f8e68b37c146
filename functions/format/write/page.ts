import { attributeList, escapeText, xmlDeclaration } from "../../../shared/markup/xml.ts";
import { isRightToLeft } from "../build/book-language.ts";

export interface Page {
  readonly title: string;
  readonly language: string;
  /** Of its lines. */
  readonly direction: "ltr" | "rtl" | undefined;
  /** Its lines run from top to bottom. */
  readonly vertical?: boolean;
  /** Markup. */
  readonly body: string;
  /** In pixels, of a page that is one picture. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** In which the lines of a language run, where nothing else says so. The pages of a book may turn the other way. */
export function lineDirection(language: string): "rtl" | undefined {
  return isRightToLeft(language) ? "rtl" : undefined;
}

export const stylesheetFile = "style.css";

/**
 * A whole XHTML file. The encoding is declared twice, as XML and as HTML: a Kindle reads text as Latin-1 without either
 * (K23).
 */
export function pageMarkup({ title, language, direction, vertical = false, body, size }: Page): string {
  const root = attributeList({
    xmlns: "http://www.w3.org/1999/xhtml",
    "xmlns:epub": "http://www.idpf.org/2007/ops",
    lang: language,
    "xml:lang": language,
    dir: direction,
    class: vertical ? "k-vertical" : undefined,
  });
  const bodyClass = size ? "k-page" : direction === "rtl" ? "k-rtl" : undefined;
  const viewport = size ? `<meta name="viewport" content="width=${size.width}, height=${size.height}"/>\n` : "";
  return `${xmlDeclaration}<!DOCTYPE html>
<html${root}>
<head>
<meta charset="utf-8"/>
<title>${escapeText(title)}</title>
<link rel="stylesheet" type="text/css" href="${stylesheetFile}"/>
${viewport}</head>
<body${attributeList({ class: bodyClass })}>
${body}</body>
</html>
`;
}
