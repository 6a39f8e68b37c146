import { expect, it } from "@jest/globals";
import { firstCause, hashOf } from "../../../events/define-event.ts";
import { digestDue } from "../../../events/digest-due.ts";
import { documentFormatted } from "../../../events/document-formatted.ts";
import { editionCompiled } from "../../../events/edition-compiled.ts";
import { editionAfter } from "../../../functions/project/project-edition.ts";
import type { Edition } from "../../../shared/read-models/editions.ts";

const at = new Date("2026-03-01T06:00:00Z");
const slot = at.toISOString();
const editionId = hashOf("edition", "d1", slot);
const due = digestDue.from(firstCause("home", "due"), {
  subject: "d1",
  at,
  data: { digestId: "d1", editionId, slot, by: "schedule" },
});
const compiled = editionCompiled.from(due, {
  subject: editionId,
  at,
  data: {
    editionId,
    digestId: "d1",
    digestName: "Morning",
    slot,
    by: "schedule",
    title: "Morning, 1 March",
    layoutKey: "layout",
    layoutSha256: "b".repeat(64),
    language: "en",
    devices: [],
    articleIds: ["a1"],
    words: 900,
    missing: { feeds: 0, summaries: 0, leftOut: 0 },
  },
});
const formatted = documentFormatted.from(compiled, {
  subject: editionId,
  at,
  data: {
    documentId: editionId,
    kind: "edition",
    sourceSha256: "b".repeat(64),
    documentKey: "document",
    sha256: "c".repeat(64),
    bytes: 8,
    title: "Morning, 1 March",
    authors: [],
    language: "en",
    cover: { key: "cover", mediaType: "image/jpeg" },
    warnings: [],
    receivedAt: slot,
    deliver: true,
  },
});

it("shows no edition as ready whose title nobody has heard of yet, though its document is there", () => {
  const shown = [due, formatted, compiled].reduce<Edition[]>(
    (before, event) => [...before, editionAfter(before.at(-1), editionId, event)],
    [],
  );
  expect(shown.map(({ status, title }) => [status, title])).toEqual([
    ["compiling", ""],
    ["compiling", ""],
    ["ready", "Morning, 1 March"],
  ]);
});
