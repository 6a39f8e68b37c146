import type { AnyEvent } from "../../events/catalogue.ts";
import { type DigestDue, digestDue } from "../../events/digest-due.ts";
import type { DocumentFormatted } from "../../events/document-formatted.ts";
import type { DocumentRefused } from "../../events/document-refused.ts";
import type { EditionCompiled } from "../../events/edition-compiled.ts";
import type { EditionFailed } from "../../events/edition-failed.ts";
import type { EditionSkipped } from "../../events/edition-skipped.ts";
import { Rejected } from "../../events/rejected.ts";
import type { StepFailed } from "../../events/step-failed.ts";
import { fromWire } from "../../events/wire.ts";
import { type Edition, editions } from "../../shared/read-models/editions.ts";
import type { Projection } from "./projection.ts";
import { stampOf, unknownTime } from "./stamps.ts";

type EditionEvent =
  | DigestDue
  | StepFailed
  | EditionCompiled
  | EditionSkipped
  | EditionFailed
  | DocumentFormatted
  | DocumentRefused;
type Facts = Edition["facts"];

const factNames = {
  "digest.due": "due",
  "step.failed": "givenUp",
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
      case "digest.due":
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
      case "step.failed": {
        const id = editionGivenUp(event);
        return id === undefined ? undefined : { id, after: (before) => editionAfter(before, id, event) };
      }
      default:
        return undefined;
    }
  },
};

/** Which edition will not be put together unless a person has it tried again. */
function editionGivenUp({ data }: StepFailed): string | undefined {
  if (data.eventName !== digestDue.name || data.step !== "digest") return undefined;
  try {
    return digestDue.parse(fromWire(data.original)).data.editionId;
  } catch (error) {
    if (error instanceof Rejected) return undefined;
    throw error;
  }
}

/** Keeps what the event tells, then shows the edition anew from all that is known of it. */
export function editionAfter(before: Edition | undefined, id: string, event: EditionEvent): Edition {
  const facts = before?.facts ?? {};
  const name = factNames[event.name];
  const stamp = stampOf(event);
  const data = event.name === "step.failed" ? { attempts: event.data.attempts } : event.data;
  const known = stamp > (facts[name]?.stamp ?? "") ? { ...facts, [name]: { stamp, data } } : facts;
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

function chosen({ due, compiled, failed, skipped }: Facts): Partial<Edition> {
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
  if (skipped === undefined) return due === undefined ? {} : { digestId: due.data.digestId, slot: due.data.slot };
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
  const { due, givenUp, compiled, failed, skipped, formatted, refused } = facts;
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
  // The document may be heard of before what is in it: nobody could be told yet what is ready.
  if (givenUp !== undefined && formatted === undefined) {
    const { attempts } = givenUp.data;
    const message = `It could not be put together in ${attempts === 1 ? "one attempt" : `${attempts} attempts`}, because of trouble of ours. Have it tried again, or wait for the next one.`;
    return { status: "failed", code: "edition/given-up", message };
  }
  return { status: due === undefined ? "compiled" : "compiling" };
}
