import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

// Reads `[[name, HCL], …]` from its input and prints what each holds as JSON. A process of its own, because the parser
// is a program that goes on running in whoever has loaded it.

/** By `require`: its own types bring a browser's along, for the whole project. */
const { parse } = createRequire(import.meta.url)("@cdktf/hcl2json") as {
  readonly parse: (name: string, text: string) => Promise<unknown>;
};
const files = JSON.parse(await text(process.stdin)) as readonly (readonly [string, string])[];
const parsed: unknown[] = [];
for (const [name, hcl] of files) parsed.push(await parse(name, hcl));
process.stdout.write(JSON.stringify(parsed), () => process.exit());
