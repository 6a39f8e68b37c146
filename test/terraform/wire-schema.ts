import type { Attribute, Block, ProviderSchema } from "./provider-schema.ts";

/** https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol: `NestedBlock.NestingMode`. */
const nestingModes = { single: 1, list: 2, set: 3 } as const;

/** The settings of the provider block, none of which has any effect here. */
const providerBlock: Block = {
  attributes: Object.fromEntries(
    ["project", "region", "zone", "billing_project"]
      .map((name) => [name, optional("string")])
      .concat([
        ["user_project_override", optional("bool")],
        ["default_labels", optional(["map", "string"])],
      ]),
  ),
  blocks: {},
};

function optional(type: Attribute["type"]): Attribute {
  return { type, required: false, optional: true, computed: false };
}

/** A schema as the plugin protocol wants it. */
export function wireSchema({ resources, data }: ProviderSchema) {
  const ofTypes = (types: Readonly<Record<string, Block>>) =>
    Object.fromEntries(Object.entries(types).map(([name, block]) => [name, { version: 0, block: wireBlock(block) }]));
  return {
    provider: { version: 0, block: wireBlock(providerBlock) },
    resourceSchemas: ofTypes(resources),
    dataSourceSchemas: ofTypes(data),
  };
}

function wireBlock({ attributes, blocks }: Block): object {
  return {
    attributes: Object.entries(attributes).map(([name, { type, required, optional, computed }]) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
      required,
      optional,
      computed,
    })),
    blockTypes: Object.entries(blocks).map(([typeName, { nesting, itemsMin, itemsMax, block }]) => ({
      typeName,
      block: wireBlock(block),
      nesting: nestingModes[nesting],
      // How many there are is nothing to be said of a block that is there at most once by its nature.
      minItems: nesting === "single" ? 0 : itemsMin,
      maxItems: nesting === "single" ? 0 : itemsMax,
    })),
  };
}
