import { decodeHTMLAttribute } from "entities/decode";
import { escapeAttribute } from "../../../shared/markup/xml.ts";
import { absoluteUrl } from "./context.ts";

const tag = /<[a-z][^<>]*>/giu;
const address =
  /(\s(?:href|src|cite|poster|longdesc|background|data|action)\s{0,8}=\s{0,8})(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/giu;

/**
 * HTML with its relative addresses made whole, and everything else as it was. For the few places whose base is not that of
 * their item; whoever cleans the rest resolves addresses on the way.
 */
export function absoluteHtml(html: string, base: string): string {
  return html.replace(tag, (markup) =>
    markup.replace(address, (whole, before: string, double?: string, single?: string, bare?: string) => {
      const url = absoluteUrl(decodeHTMLAttribute(double ?? single ?? bare ?? ""), base);
      return url === undefined ? whole : `${before}"${escapeAttribute(url)}"`;
    }),
  );
}
