import { catalogue } from "../../events/catalogue.ts";
import { stepNames } from "../../events/define-event.ts";
import { firestoreIndexes } from "../../shared/adapters/google/firestore-indexes.ts";
import { readModels } from "../../shared/read-models/catalogue.ts";
import { type SourceFile, sourceFiles } from "../architecture/source-files.ts";
import type { Access, CodeFacts } from "./policy.ts";

/** Calls of ports, by what they do with their stores. */
const calls = {
  database: {
    write: /\b(readModels\.(update|clear)|ledger\.(open|advance)|journal\.append)\(/,
    read: /\b(readModels\.(get|query|all)|ledger\.(read|due|abandoned)|journal\.(find|about|all|recent|watch))\(/,
  },
  content: {
    write: /\bblobs\.(write|take|remove)\(/,
    read: /\bblobs\.(read|size|withFile)\(/,
  },
} as const;

/** What the code says of itself. */
export function readCodeFacts(prefix: string): CodeFacts {
  const files = new Map(sourceFiles("functions", "shared", "events").map((file) => [file.path, file]));
  const texts = new Map(stepNames.map((step) => [step, textOfStep(step, files)]));
  return {
    prefix,
    steps: stepNames,
    events: catalogue,
    indexes: firestoreIndexes(readModels),
    keys: Object.fromEntries([...texts].map(([step, text]) => [step, keysIn(text)])),
    needs: Object.fromEntries(
      [...texts].map(([step, text]) => [
        step,
        { database: accessIn(text, calls.database), content: accessIn(text, calls.content) },
      ]),
    ),
  };
}

/** All that a step is made of: its own files, and what they import. Adapters provide ports, and ask for none. */
function textOfStep(step: string, files: ReadonlyMap<string, SourceFile>): string {
  const seen = new Map<string, string>();
  // The rebuild is a program of its own, which lies with the step whose work it does again.
  const waiting = [...files.keys()].filter(
    (path) => path.startsWith(`functions/${step}/`) && !path.includes("rebuild"),
  );
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = files.get(path);
    if (file === undefined || seen.has(path) || path.startsWith("shared/adapters/")) continue;
    seen.set(path, file.text);
    waiting.push(...file.imports);
  }
  return [...seen.values()].join("\n");
}

function keysIn(text: string): readonly string[] {
  const asked = [...text.matchAll(/\.key\("([a-z-]+)"\)/g)].map(([, key = ""]) => key);
  return [...new Set(asked)].toSorted();
}

function accessIn(text: string, { write, read }: { readonly write: RegExp; readonly read: RegExp }): Access {
  return write.test(text) ? "write" : read.test(text) ? "read" : "none";
}
