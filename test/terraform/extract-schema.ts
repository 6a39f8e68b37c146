import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Block, type ProviderSchema, schemaFile } from "./provider-schema.ts";
import { readTypings } from "./read-typings.ts";

// Makes `google-provider.schema.json.gz` from the typings that others have generated from the provider itself, which
// no test can download. The package weighs 330 MB, so it is unpacked outside of the project, once:
//
//   npm pack @cdktf/provider-google@16.12.1 && tar xzf cdktf-provider-google-16.12.1.tgz
//   node test/terraform/extract-schema.ts package

/** Whatever this project may come to use. Others would only make the file larger. */
const mayUse = [
  /^google_(pubsub|storage_(bucket|notification|project|managed)|firestore|cloud_scheduler|secret_manager|eventarc)/,
  /^google_(cloud_run_v2|artifact_registry|cloudbuild|monitoring|logging|billing|service_account|project)/,
  /^google_compute_(backend|global|managed_ssl|region_network_endpoint|security_policy|ssl_policy|target_http|url_map)/,
  /^google_(client_config|iam_policy|iam_workload_identity|kms|dns|storage_transfer_project)/,
];

const folder = process.argv[2];
if (folder === undefined) throw new Error("Say where the package @cdktf/provider-google is unpacked.");

const found: Record<"resources" | "data", Record<string, Block>> = { resources: {}, data: {} };
let version = "";
for (const { name } of readdirSync(join(folder, "lib"), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
)) {
  const source = sourceOf(join(folder, "lib", name, "index.js"));
  const type = /tfResourceType = "(\w+)"/.exec(source)?.[1] ?? "";
  if (!mayUse.some((pattern) => pattern.test(type))) continue;
  const read = readTypings(source);
  found[read.kind][type] = read.block;
  version = read.version;
}
const schema: ProviderSchema = { version, ...found };
writeFileSync(schemaFile, gzipSync(JSON.stringify(schema), { level: 9 }));
const [resourceCount, dataCount] = [schema.resources, schema.data].map((types) => Object.keys(types).length);
process.stdout.write(`google ${version}: ${resourceCount} resources, ${dataCount} data sources\n`);

/** What the file was compiled from, which its source map holds: its comments say what the compiled code does not. */
function sourceOf(file: string): string {
  const compiled = readFileSync(file, "utf8");
  const map = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(compiled)?.[1];
  if (map === undefined) return "";
  const { sourcesContent } = JSON.parse(Buffer.from(map, "base64").toString("utf8")) as { sourcesContent: string[] };
  return sourcesContent[0] ?? "";
}
