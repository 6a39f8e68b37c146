import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { catalogue, eventsFor } from "../events/catalogue.ts";
import { stepNames } from "../events/define-event.ts";
import { projectDir, sourceFiles } from "./architecture/source-files.ts";

const readme = readFileSync(join(projectDir, "README.md"), "utf8");
const scripts = (JSON.parse(readFileSync(join(projectDir, "package.json"), "utf8")) as { scripts: object }).scripts;

describe("the README", () => {
  it("lists every event with who publishes and who consumes it", () => {
    expect(rowsOf("events")).toEqual(
      catalogue.map(({ name, publishedBy, consumedBy }) => [
        code(name),
        publishedBy.map(code).join(", "),
        consumedBy.map(code).join(", "),
      ]),
    );
  });

  it("lists every step with what wakes it and what it announces", () => {
    const rows = rowsOf("steps");
    expect(rows.map(([step]) => step)).toEqual(stepNames.toSorted(byRow(rows)).map(code));
    for (const [step = "", wokenBy = "", , announces = ""] of rows) {
      const name = stepNames.find((known) => code(known) === step);
      if (name === undefined) throw new Error(`${step} is no step`);
      if (name !== "project") expect([step, namesIn(wokenBy)]).toEqual([step, eventsFor(name).toSorted()]);
      const published = catalogue.filter(
        (event) => event.publishedBy.includes(name) && event.name !== "event.rejected",
      );
      expect([step, namesIn(announces)]).toEqual([step, published.map((event) => event.name).toSorted()]);
    }
  });

  it("names a folder for each step, with the function's entry in it", () => {
    const folders = readdirSync(join(projectDir, "functions"), { withFileTypes: true });
    const steps = folders.filter(
      (entry) => entry.isDirectory() && existsSync(join(entry.parentPath, entry.name, "index.ts")),
    );
    expect(steps.map(({ name }) => name).toSorted()).toEqual([...stepNames].toSorted());
  });

  it("names only commands that there are, and pictures that exist", () => {
    const commands = [...readme.matchAll(/npm (?:run )?(start|test|run [\w:-]+|[\w:-]+)(?=[`\s])/g)].map(([command]) =>
      command.replace(/^npm (run )?/, ""),
    );
    for (const command of commands.filter((name) => name !== "ci")) expect(Object.keys(scripts)).toContain(command);
    for (const [, picture = ""] of readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
      expect(existsSync(join(projectDir, picture))).toBe(true);
  });
});

describe("the catalogue of events", () => {
  const files = sourceFiles("functions", "shared").filter(({ path }) => !path.endsWith("history-sentences.ts"));

  it("names as publishers exactly the steps whose code announces the event", () => {
    for (const { name, publishedBy } of catalogue) {
      const constant = name.replaceAll(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());
      // Some steps choose the definition in one place and call it in another, in the same file.
      const announcing = files
        .filter(({ text }) => /\.from\(/.test(text) && new RegExp(`\\b${constant}\\b`).test(text))
        .map(({ path }) => path);
      const steps = stepNames.filter((step) => announcing.some((path) => path.startsWith(`functions/${step}/`)));
      const shared = announcing.some((path) => path.startsWith("shared/"));
      if (shared) expect(steps.filter((step) => !publishedBy.includes(step))).toEqual([]);
      else expect([name, ...steps.toSorted()]).toEqual([name, ...publishedBy.toSorted()]);
    }
  });

  it("names as consumers exactly the steps that have a handler for the event", () => {
    for (const { name, consumedBy } of catalogue) {
      const constant = name.replaceAll(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());
      const handling = files
        .filter(({ text }) => new RegExp(`\\bwhen\\(\\s*${constant}\\b`).test(text))
        .map(({ path }) => path);
      const steps = stepNames.filter((step) => handling.some((path) => path.startsWith(`functions/${step}/`)));
      expect([name, ...steps.toSorted()]).toEqual([name, ...consumedBy.toSorted()]);
    }
  });
});

/** The rows below the table's marker, without its head. */
function rowsOf(table: string): readonly (readonly string[])[] {
  const [, after = ""] = readme.split(`<!-- ${table}: checked by`);
  const lines = after.split("\n").slice(1);
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines.slice(2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function namesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name).toSorted();
}

function code(name: string): string {
  return `\`${name}\``;
}

function byRow(rows: readonly (readonly string[])[]) {
  const place = (step: string) => rows.findIndex(([first]) => first === code(step));
  return (one: string, other: string) => place(one) - place(other);
}
