import type { AnyEvent } from "../../events/catalogue.ts";
import type { DocumentFormatted } from "../../events/document-formatted.ts";
import type { DocumentRefused } from "../../events/document-refused.ts";
import type { EditionCompiled } from "../../events/edition-compiled.ts";
import type { EditionFailed } from "../../events/edition-failed.ts";
import type { EditionSkipped } from "../../events/edition-skipped.ts";
import { type Edition, editions } from "../../shared/read-models/editions.ts";
import type { Projection } from "./projection.ts";
import { stampOf, unknownTime } from "./stamps.ts";

type EditionEvent = EditionCompiled | EditionSkipped | EditionFailed | DocumentFormatted | DocumentRefused;
type Facts = Edition["facts"];

const factNames = {
  "edition.compiled": "compiled",
  "edition.skipped": "skipped",
  "edition.failed": "failed",
  "document.formatted": "formatted",
  "document.refused": "refused",
} as const satisfies Record<EditionEvent["name"], keyof Facts>;

export const editionProjection: Projection<Edition> = {
  model: editions,
  changeOf: (event: AnyEvent) => {
    switch (event.name) {
      case "edition.compiled":
      case "edition.skipped":
      case "edition.failed":
        return { id: event.data.editionId, after: (before) => editionAfter(before, event.data.editionId, event) };
      case "document.formatted":
      case "document.refused": {
        const { kind, documentId } = event.data;
        return kind === "edition"
          ? { id: documentId, after: (before) => editionAfter(before, documentId, event) }
          : undefined;
      }
      default:
        return undefined;
    }
  },
};

/** Keeps what the event tells, then shows the edition anew from all that is known of it. */
export function editionAfter(before: Edition | undefined, id: string, event: EditionEvent): Edition {
  const facts = before?.facts ?? {};
  const name = factNames[event.name];
  const stamp = stampOf(event);
  const known = stamp > (facts[name]?.stamp ?? "") ? { ...facts, [name]: { stamp, data: event.data } } : facts;
  return editionOf(id, known);
}

const nothingMissing: Edition["missing"] = { feeds: 0, summaries: 0, leftOut: 0 };

function editionOf(id: string, facts: Facts): Edition {
  return {
    id,
    digestId: "",
    digestName: "",
    title: "",
    slot: unknownTime,
    articleIds: [],
    words: 0,
    missing: nothingMissing,
    devices: [],
    ...chosen(facts),
    ...(facts.formatted !== undefined && { document: documentOf(facts.formatted.data) }),
    ...standingOf(facts),
    facts,
  };
}

function chosen({ compiled, failed, skipped }: Facts): Partial<Edition> {
  if (compiled !== undefined) {
    const { digestId, digestName, slot, title, articleIds, words, missing, devices } = compiled.data;
    const { layoutKey, layoutSha256 } = compiled.data;
    return { digestId, digestName, slot, title, articleIds, words, missing, devices, layoutKey, layoutSha256 };
  }
  if (failed !== undefined) {
    const { digestId, digestName, slot, title, feeds, devices, layoutKey, layoutSha256 } = failed.data;
    const missing = { ...nothingMissing, feeds };
    return { digestId, digestName, slot, title, missing, devices, layoutKey, layoutSha256 };
  }
  if (skipped === undefined) return {};
  const { digestId, digestName, slot } = skipped.data;
  return { digestId, digestName, slot, title: digestName };
}

function documentOf(formatted: DocumentFormatted["data"]): Edition["document"] {
  const { documentKey, sha256, bytes, title, language, cover, volumes, warnings } = formatted;
  return {
    key: documentKey,
    sha256,
    bytes,
    title,
    language,
    warnings,
    ...(cover !== undefined && { cover }),
    ...(volumes !== undefined && { volumes }),
  };
}

function standingOf(facts: Facts): Pick<Edition, "status" | "code" | "message"> {
  const { compiled, failed, skipped, formatted, refused } = facts;
  if (refused !== undefined && refused.stamp > (formatted?.stamp ?? "")) {
    return { status: "refused", code: refused.data.code, message: refused.data.message };
  }
  if (compiled !== undefined) return { status: formatted === undefined ? "compiled" : "ready" };
  if (failed !== undefined) {
    return { status: "failed", code: "edition/all-feeds-failed", message: failed.data.message };
  }
  if (skipped !== undefined) {
    return { status: "skipped", code: `edition/${skipped.data.why}`, message: skipped.data.message };
  }
  return { status: formatted === undefined ? "compiled" : "ready" };
}
