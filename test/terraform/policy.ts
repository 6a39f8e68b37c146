import type { EventDefinition } from "../../events/define-event.ts";
import type { firestoreIndexes } from "../../shared/adapters/google/firestore-indexes.ts";
import type { PlannedInstallation } from "./planned-installation.ts";

/** What the code says, with which what is planned has to agree. */
export interface CodeFacts {
  readonly prefix: string;
  readonly steps: readonly string[];
  readonly events: readonly Pick<EventDefinition, "name" | "publishedBy" | "consumedBy">[];
  readonly indexes: ReturnType<typeof firestoreIndexes>;
  /** Keys of this installation, by the step that asks for them. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** What the code of each step does with the stores. */
  readonly needs: Readonly<Record<string, Readonly<Record<"database" | "content", Access>>>>;
}

export type Access = "none" | "read" | "write";

/** One rule, with the sentence that explains it. */
export interface Policy {
  readonly because: string;
  /** One sentence for each place that breaks it. */
  breaches(planned: PlannedInstallation, code: CodeFacts): readonly string[];
}

/** One sentence for each that is wanted and not there. */
export function missing(
  wanted: readonly string[],
  there: readonly string[],
  sentence: (name: string) => string,
): readonly string[] {
  return wanted.filter((name) => !there.includes(name)).map(sentence);
}

/** Whether a member is an account of ours: `format`, `format-call`. */
export function isAccount(member: string, prefix: string, account: string): boolean {
  return member.startsWith(`serviceAccount:${prefix}-${account}@`);
}
