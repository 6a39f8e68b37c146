import type { Attribute, AttributeType, Block, NestedBlock } from "./provider-schema.ts";

interface Member extends Omit<Attribute, "type"> {
  readonly name: string;
  /** The code between its comment and the next one. */
  readonly code: string;
}

/** One class of the generated file: a type of the provider, or a block in it. */
interface Class {
  readonly members: readonly Member[];
  /** One of many, exactly one, or one in a list that has at most one. */
  readonly repeats: "many" | "single" | "once";
}

const classPattern = /^export class (\w+) extends cdktf\.(\w+) \{$/gm;
const memberPattern = /^ {2}\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)$/gm;

/** Reads one file of `@cdktf/provider-google`: the schema of one resource or data source. */
export function readTypings(source: string): { kind: "resources" | "data"; version: string; block: Block } {
  const version = /providerVersion: '([\d.]+)'/.exec(source)?.[1];
  const starts = [...source.matchAll(classPattern)];
  const root = starts.find(([, , base]) => base === "TerraformResource" || base === "TerraformDataSource");
  if (version === undefined || root === undefined) throw new Error("These are no typings of a provider's type.");
  const classes = new Map(
    starts.map((start, place) => {
      const [, name = ""] = start;
      return [name, readClass(source.slice(start.index, starts[place + 1]?.index))];
    }),
  );
  const kind = root[2] === "TerraformResource" ? "resources" : "data";
  return { kind, version, block: blockOf(root[1] ?? "", classes) };
}

function readClass(text: string): Class {
  const found = [...text.matchAll(memberPattern)];
  const members = found.map((match, place): Member => {
    const [, name = "", computed, optional, required] = match;
    const code = text.slice(match.index + match[0].length, found[place + 1]?.index);
    return { name, computed: computed === "true", optional: optional === "true", required: required === "true", code };
  });
  const [, rest = ""] = /super\(terraformResource, terraformAttribute, ([^;]*)\)/.exec(text) ?? [];
  const repeats = rest === "false, 0" ? "once" : rest === "false" ? "single" : "many";
  return { members, repeats };
}

function blockOf(name: string, classes: ReadonlyMap<string, Class>): Block {
  const attributes: Record<string, Attribute> = {};
  const blocks: Record<string, NestedBlock> = {};
  for (const member of membersOf(name, classes)) {
    const nested = nestedIn(member, classes);
    const { computed, optional, required } = member;
    if (nested !== undefined && (optional || required)) {
      const { block, nesting, repeats } = nested;
      blocks[member.name] = { nesting, itemsMin: required ? 1 : 0, itemsMax: repeats === "many" ? 0 : 1, block };
    } else {
      attributes[member.name] = { type: typeOf(member, classes), computed, optional, required };
    }
  }
  return { attributes, blocks };
}

function membersOf(name: string, classes: ReadonlyMap<string, Class>): readonly Member[] {
  const found = classes.get(name);
  if (found === undefined) throw new Error(`The typings name ${name}, and do not have it.`);
  return found.members;
}

/** The class of what is in a block, where the member is one. */
function nestedIn({ code }: Member, classes: ReadonlyMap<string, Class>) {
  const [, made = "", rest = ""] = /new (\w+)\(this, "\w+"(?:, (\w+))?\)/.exec(code) ?? [];
  if (made === "") return undefined;
  const item = made.endsWith("OutputReference") ? made : made.replace(/List$/, "OutputReference");
  const { repeats } = classes.get(item) ?? { repeats: "many" as const };
  const nesting = repeats === "single" ? ("single" as const) : rest === "true" ? ("set" as const) : ("list" as const);
  return { nesting, repeats, item, block: blockOf(item, classes) };
}

const scalars: Readonly<Record<string, AttributeType>> = {
  getStringAttribute: "string",
  getNumberAttribute: "number",
  getBooleanAttribute: "bool",
  getStringMapAttribute: ["map", "string"],
  getNumberListAttribute: ["list", "number"],
};

function typeOf(member: Member, classes: ReadonlyMap<string, Class>): AttributeType {
  const { code, name } = member;
  if (code.includes("new cdktf.StringMapList(")) return ["list", ["map", "string"]];
  if (code.includes("new cdktf.StringMap(")) return ["map", "string"];
  if (code.includes("cdktf.Fn.tolist(this.getNumberListAttribute")) return ["set", "number"];
  if (code.includes("cdktf.Fn.tolist(this.getListAttribute")) return ["set", "string"];
  if (code.includes("this.getListAttribute")) return ["list", "string"];
  const getter = /this\.(get\w+Attribute)\('/.exec(code)?.[1] ?? "";
  if (scalars[getter] !== undefined) return scalars[getter];
  const nested = nestedIn(member, classes);
  if (nested === undefined) throw new Error(`Nothing tells the type of ${name}.`);
  const object: AttributeType = ["object", typesOf(nested.item, classes)];
  return nested.nesting === "single" ? object : [nested.nesting, object];
}

function typesOf(name: string, classes: ReadonlyMap<string, Class>): Readonly<Record<string, AttributeType>> {
  return Object.fromEntries(membersOf(name, classes).map((member) => [member.name, typeOf(member, classes)]));
}
