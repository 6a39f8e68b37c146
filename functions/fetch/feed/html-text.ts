import { decodeHTML } from "entities/decode";
import { escapeText } from "../../../shared/markup/xml.ts";

/** What titles are dressed with. Anything else between `<` and `>` is meant as it stands: "List<String>". */
const dressing = new Set(
  (
    "a abbr acronym address applet article aside audio b bdi bdo big blink blockquote body br button caption center cite code col dd del " +
    "details dfn dir div dl dt em embed fieldset figcaption figure font footer form frame h1 h2 h3 h4 h5 h6 head header hr html i " +
    "iframe img input ins kbd label legend li link mark marquee menu meta nav noscript object ol option p param picture pre q s samp " +
    "script section select small source span strike strong style sub summary sup svg table tbody td textarea tfoot th thead time " +
    "title tr track tt u ul var video wbr"
  ).split(" "),
);
/** Elements that begin a line of their own. */
const blocks = new Set(
  "address article blockquote center dd div dl dt h1 h2 h3 h4 h5 h6 li ol p pre section table td th tr ul".split(" "),
);
/** What counts as markup without an end tag or attributes. */
const bare = new Set(["br", "hr", "wbr"]);
const tag = /<(\/?)([a-z][a-z0-9:-]{0,40})((?:\s[^<>]{0,4000})?)\/?>/giu;
const hidden = /<(script|style)\b[^<>]{0,4000}>[^]*?<\/\1\s{0,8}>/giu;
/** As the HTML standard ends it, and as those do who did not read it. */
const comment = /<!--[^]*?(?:--\s{0,8}>|>)/gu;

/** Whether text that may be either is HTML: it has tags that end or have attributes, and no other. */
export function looksLikeHtml(text: string): boolean {
  if (!text.includes("<")) return false;
  let isSure = false;
  for (const [, slash, name = "", rest = ""] of text.matchAll(tag)) {
    const known = name.toLowerCase();
    if (!dressing.has(known)) return false;
    if (slash === "/" || bare.has(known) || rest.includes("=")) isSure = true;
  }
  return isSure;
}

/**
 * The text of a little HTML in one line: a title, a name. Known tags go; anything else in angle brackets stays, as it is
 * text that nobody escaped.
 */
export function textOfHtml(html: string): string {
  if (!html.includes("<")) return oneLine(html.includes("&") ? decodeHTML(html) : html);
  const seen = html.replace(hidden, "").replace(comment, "");
  const text = seen.replace(tag, (whole, _slash: string, name: string) => {
    const known = name.toLowerCase();
    if (!dressing.has(known)) return whole;
    return bare.has(known) || blocks.has(known) ? " " : "";
  });
  return oneLine(decodeHTML(text));
}

export function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

/** Plain text as HTML: a paragraph for each, and its lines as they are. */
export function htmlOfPlainText(text: string): string {
  if (!text.includes("\n")) return escapeText(text);
  return text
    .split(/\n[^\S\n]*\n\s*/u)
    .map((paragraph) => `<p>${escapeText(paragraph.trim()).replaceAll("\n", "<br>")}</p>`)
    .join("");
}
