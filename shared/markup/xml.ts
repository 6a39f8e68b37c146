/** Text between tags. What is given has been cleaned of characters that XML forbids. */
export function escapeText(text: string): string {
  return /[&<>]/.test(text) ? text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") : text;
}

/** An attribute's value, to stand between double quotes. */
export function escapeAttribute(text: string): string {
  return /[&<>"\n\t]/.test(text)
    ? escapeText(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;")
    : text;
}

/** ` name="value"` for each that is there, in the order given. */
export function attributeList(attributes: Readonly<Record<string, string | undefined>>): string {
  let list = "";
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined) list += ` ${name}="${escapeAttribute(value)}"`;
  }
  return list;
}

/** An element whose content is text, or markup that is escaped already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  content: { readonly text: string } | { readonly markup: string },
): string {
  const inner = "text" in content ? escapeText(content.text) : content.markup;
  return `<${name}${attributeList(attributes)}${inner === "" ? "/>" : `>${inner}</${name}>`}`;
}

export const xmlDeclaration = '<?xml version="1.0" encoding="utf-8"?>\n';
