import type { Block, ProviderSchema } from "./provider-schema.ts";

/** What `@cdktf/hcl2json` makes of one file: blocks are lists, arguments are whatever they are. */
export type HclFile = Readonly<Record<string, unknown>>;
type Body = Readonly<Record<string, unknown>>;

/** What Terraform itself takes in every resource and data source. */
const metaBlocks = ["lifecycle", "provisioner", "connection", "timeouts"];
const metaArguments = ["count", "for_each", "provider", "depends_on"];

/**
 * Compares every resource and data source of a file with the provider's schema, without Terraform: all mistakes at once,
 * where `terraform validate` reports one kind and stops. Answers one sentence each.
 */
export function checkHcl(file: HclFile, schema: ProviderSchema): readonly string[] {
  const kinds = { resource: schema.resources, data: schema.data } as const;
  return Object.entries(kinds).flatMap(([kind, types]) =>
    Object.entries(bodyOf(file[kind])).flatMap(([type, byName]) =>
      Object.entries(bodyOf(byName)).flatMap(([name, bodies]) => {
        const place = `${kind === "data" ? "data." : ""}${type}.${name}`;
        const block = types[type];
        if (block === undefined) return [`${place}: there is no such type`];
        return bodiesOf(bodies).flatMap((body) => checkBody(place, body, block, true));
      }),
    ),
  );
}

function checkBody(place: string, body: Body, block: Block, isRoot: boolean): readonly string[] {
  const given = Object.keys(body).filter(
    (name) => name !== "dynamic" && !(isRoot && [...metaArguments, ...metaBlocks].includes(name)),
  );
  const dynamic = bodyOf(body["dynamic"]);
  return [
    ...given.flatMap((name) => checkGiven(place, name, body[name], block)),
    ...Object.entries(dynamic).flatMap(([name, uses]) => checkDynamic(place, name, uses, block)),
    ...Object.entries(block.attributes)
      .filter(([name, { required }]) => required && !given.includes(name))
      .map(([name]) => `${place}: the argument ${name} is missing`),
    ...Object.entries(block.blocks)
      .filter(([name, { itemsMin }]) => itemsMin > 0 && !given.includes(name) && !(name in dynamic))
      .map(([name]) => `${place}: the block ${name} is missing`),
  ];
}

function checkGiven(place: string, name: string, value: unknown, block: Block): readonly string[] {
  const attribute = block.attributes[name];
  if (attribute !== undefined) {
    if (!attribute.optional && !attribute.required) return [`${place}: ${name} can only be read`];
    return isBlocks(value) && !isListOfObjects(attribute.type) ? [`${place}: ${name} is an argument, not a block`] : [];
  }
  const nested = block.blocks[name];
  if (nested === undefined) return [`${place}: there is no ${name}`];
  if (!isBlocks(value)) return [`${place}: ${name} is a block, not an argument`];
  return [
    ...(nested.itemsMax > 0 && value.length > nested.itemsMax
      ? [`${place}: ${name} is there ${value.length} times, and may be ${nested.itemsMax} times`]
      : []),
    ...value.flatMap((body) => checkBody(`${place}.${name}`, body, nested.block, false)),
  ];
}

function checkDynamic(place: string, name: string, uses: unknown, block: Block): readonly string[] {
  const nested = block.blocks[name];
  if (nested === undefined) return [`${place}: there is no block ${name} to repeat`];
  return bodiesOf(uses).flatMap((use) =>
    bodiesOf(use["content"]).flatMap((body) => checkBody(`${place}.${name}`, body, nested.block, false)),
  );
}

/** Blocks are lists of objects; so is an argument whose value is written out as one, which the schema tells apart. */
function isBlocks(value: unknown): value is readonly Body[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "object" && each !== null);
}

function isListOfObjects(type: unknown): boolean {
  return Array.isArray(type) && (type[0] === "list" || type[0] === "set") && typeof type[1] !== "string";
}

function bodiesOf(value: unknown): readonly Body[] {
  return isBlocks(value) ? value : [];
}

function bodyOf(value: unknown): Body {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : {};
}
