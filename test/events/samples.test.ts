import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { catalogue, eventNamed } from "../../events/catalogue.ts";
import { fromWire, toWire } from "../../events/wire.ts";
import { projectDir } from "../architecture/source-files.ts";

const folder = join(projectDir, "test/fixtures/events");
const samples = readdirSync(folder).filter((name) => name.endsWith(".json"));

/** Each is an event as it lay on the wire when its version was published. They are never edited, and never removed. */
describe("the frozen sample", () => {
  it.each(samples)("%s can still be read", (file) => {
    const wire: unknown = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const event = fromWire(wire);
    const definition = eventNamed(event.name);
    // A version that has been given an optional field since then has another sample, called after it.
    expect(file.startsWith(`${event.name}.v${event.version}.`)).toBe(true);
    expect(toWire(event)).toEqual(wire);
    const present = definition?.parse(event);
    expect(present).toMatchObject({ id: event.id, name: event.name, version: definition?.version });
    // Of the present version nothing is lost on the way; of older ones the upcasters decide.
    if (event.version === definition?.version) expect(present).toEqual(event);
  });

  it.each(
    catalogue.flatMap(({ name, version }) => Array.from({ length: version }, (_, at) => `${name}.v${at + 1}.json`)),
  )("%s is there, as is one of every version of every event", (file) => {
    expect(existsSync(join(folder, file))).toBe(true);
  });
});
