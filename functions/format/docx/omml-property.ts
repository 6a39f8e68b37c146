import { attributeOf, childOf, type XmlElement } from "../../../shared/xml/xml-element.ts";

/** Whether a property that is on or off is there and not switched off (22.9.2.7). */
export function isOn(property: XmlElement | undefined): boolean {
  return property !== undefined && !/^(?:0|off|false)$/u.test(attributeOf(property, "val") ?? "1");
}

/** The value of a property of an object, such as `m:chr` in `m:accPr`. Empty where it says that there is none. */
export function propertyOf(object: XmlElement, name: string): string | undefined {
  const property = childOf(childOf(object, `${object.name}Pr`), name);
  return property === undefined ? undefined : (attributeOf(property, "val") ?? "");
}
