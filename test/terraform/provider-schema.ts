import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A type as Terraform writes it: `"string"`, `["list", "string"]`, `["object", { uri: "string" }]`. */
export type AttributeType =
  | "string"
  | "number"
  | "bool"
  | readonly ["list" | "set" | "map", AttributeType]
  | readonly ["object", Readonly<Record<string, AttributeType>>];

export interface Attribute {
  readonly type: AttributeType;
  readonly required: boolean;
  readonly optional: boolean;
  /** The provider fills it in where nobody has said it. With `optional: false`, nobody may. */
  readonly computed: boolean;
}

export interface NestedBlock {
  readonly nesting: "list" | "set" | "single";
  readonly itemsMin: number;
  /** 0 where there is no limit. */
  readonly itemsMax: number;
  readonly block: Block;
}

export interface Block {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly blocks: Readonly<Record<string, NestedBlock>>;
}

/** What a Terraform provider takes and answers, by the names of its types. */
export interface ProviderSchema {
  /** The provider's own version. */
  readonly version: string;
  readonly resources: Readonly<Record<string, Block>>;
  readonly data: Readonly<Record<string, Block>>;
}

export const schemaFile = join(import.meta.dirname, "google-provider.schema.json.gz");

/** The schema of the Google provider, as far as we may use it. Made by `extract-schema.ts`. */
export function readProviderSchema(): ProviderSchema {
  return JSON.parse(gunzipSync(readFileSync(schemaFile)).toString("utf8")) as ProviderSchema;
}
