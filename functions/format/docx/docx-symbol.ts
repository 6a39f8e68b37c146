import { escapeText } from "entities/escape";
import { symbolFontCharacter, wingdingsCharacter } from "../../../shared/text/symbol-font.ts";
import { attributeOf, type XmlElement } from "../../../shared/xml/xml-element.ts";

/**
 * A character of a symbol font (`w:sym`), as HTML. They lie in a private area: those of Symbol and the common marks of
 * Wingdings are known, the others a box would not help.
 */
export function symbolOf(symbol: XmlElement): string {
  const code = Number.parseInt(attributeOf(symbol, "char") ?? "", 16);
  if (Number.isNaN(code)) return "";
  const font = attributeOf(symbol, "font") ?? "";
  const isPrivate = code >= 0xf000 && code <= 0xf0ff;
  if (/^symbol\b/iu.test(font) && (isPrivate || code <= 0xff))
    return escapeText(symbolFontCharacter(code & 0xff) ?? "");
  if (isPrivate || /symbol|wingdings|webdings/iu.test(font)) return wingdingsCharacter(code & 0xff) ?? "";
  return code <= 0x10ffff ? escapeText(String.fromCodePoint(code)) : "";
}
