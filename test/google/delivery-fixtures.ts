import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What a trigger really sends, as a file: its shape is from the page that it names. `{{token}}`, `{{signature}}`,
 * `{{timestamp}}`, `{{password}}`, `{{secret}}` and `{{hubSignature}}` stand where only the sender could have signed, and are filled in by whoever sends it.
 */
export interface DeliveryFixture {
  readonly name: string;
  /** The documentation that its shape is from. */
  readonly from: string;
  /** What it is, in a sentence. */
  readonly what: string;
  /** The function that it is for. */
  readonly step: string;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or the text as it goes over the wire. */
  readonly body?: unknown;
  readonly text?: string;
}

const folder = join(import.meta.dirname, "../fixtures/deliveries");

export const deliveryFixtures: readonly DeliveryFixture[] = readdirSync(folder)
  .toSorted()
  .map((file) => ({
    ...(JSON.parse(readFileSync(join(folder, file), "utf8")) as Omit<DeliveryFixture, "name">),
    name: file.replace(/\.json$/, ""),
  }));

/** Sends it to a function, with what stands in the places of its sender. Answers the status. */
export async function sendFixture(
  { path = "/", headers, body, text }: DeliveryFixture,
  address: string,
  filled: Readonly<Record<string, string>>,
): Promise<number> {
  const fill = (value: string) => value.replaceAll(/\{\{(\w+)\}\}/g, (_, place: string) => filled[place] ?? "");
  const response = await fetch(`${address}${fill(path)}`, {
    method: "POST",
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)])),
    body: text ?? JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
}
