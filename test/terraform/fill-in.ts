import { createHash } from "node:crypto";
import type { AttributeType, Block } from "./provider-schema.ts";

/** Stands for a value that only an apply would tell. */
export const unknown = Object.freeze({ unknown: true });

export type Values = Readonly<Record<string, unknown>>;
/** What the real provider would answer for an attribute of a type; `undefined` where any value does. */
export type Answer = (attribute: string, values: Values) => unknown;
type How = { readonly with: "unknown" } | { readonly with: "answers"; readonly answer: Answer };

/**
 * Fills in what the configuration leaves to the provider: with `unknown` as a plan would, or with answers as an apply
 * would, made up where there is none. What the configuration says stays as it is.
 */
export function fillIn(block: Block, value: Values | null, how: How): Values | null {
  if (value === null) return null;
  const filled: Record<string, unknown> = { ...value };
  for (const [name, { type, computed }] of Object.entries(block.attributes)) {
    const said = value[name];
    const isOpen = said === unknown || (computed && (said === null || said === undefined));
    if (isOpen)
      filled[name] = how.with === "unknown" ? unknown : (how.answer(name, value) ?? madeUp(name, type, value));
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    const said = value[name];
    if (Array.isArray(said)) filled[name] = said.map((each: Values) => fillIn(nested.block, each, how));
    else if (typeof said === "object" && said !== null && said !== unknown) {
      filled[name] = fillIn(nested.block, said as Values, how);
    }
  }
  return filled;
}

/** The same for the same thing: what has not been changed looks as it did before. */
function madeUp(name: string, type: AttributeType, of: Values): unknown {
  if (type === "string") return `${name}-${createHash("sha256").update(JSON.stringify(of)).digest("hex").slice(0, 8)}`;
  if (type === "number") return 1;
  if (type === "bool") return false;
  return type[0] === "map" ? {} : [];
}
