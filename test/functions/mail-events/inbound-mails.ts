import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "../../architecture/source-files.ts";

/** A mail as Inbound Parse posts it, and what it is: written from what is known of Amazon's mails (no real one is here). */
export interface InboundSample {
  readonly name: string;
  readonly form: Readonly<Record<string, string>>;
  readonly expected:
    | { readonly kind: "refusal"; readonly code: string }
    | { readonly kind: "verification"; readonly link: string }
    | "forged"
    | "foreign"
    | null;
}

const folder = join(projectDir, "test/fixtures/inbound");

export const inboundSamples: readonly InboundSample[] = readdirSync(folder)
  .sort()
  .map((file) => ({
    ...(JSON.parse(readFileSync(join(folder, file), "utf8")) as Omit<InboundSample, "name">),
    name: file.replace(/\.json$/, ""),
  }));

/** The sample of that name. @throws Error where there is none */
export function inboundSample(name: string): InboundSample {
  const sample = inboundSamples.find((one) => one.name === name);
  if (sample === undefined) throw new Error(`There is no sample ${name}`);
  return sample;
}

export function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/** The body of the form as it goes over the wire, with its content type. */
export async function postedForm(
  fields: Readonly<Record<string, string>>,
): Promise<{ readonly contentType: string; readonly body: Buffer }> {
  const request = new Request("http://localhost/", { method: "POST", body: formOf(fields) });
  return {
    contentType: request.headers.get("content-type") ?? "",
    body: Buffer.from(await request.arrayBuffer()),
  };
}
