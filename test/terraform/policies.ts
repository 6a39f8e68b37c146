import { accessPolicies } from "./access-policies.ts";
import { eventPolicies } from "./event-policies.ts";
import type { PlannedInstallation } from "./planned-installation.ts";
import type { CodeFacts, Policy } from "./policy.ts";
import { storePolicies } from "./store-policies.ts";

export const policies: readonly Policy[] = [...eventPolicies, ...accessPolicies, ...storePolicies];

/** Every breach of every policy, each with its reason. */
export function breachesOf(planned: PlannedInstallation, code: CodeFacts): readonly string[] {
  return policies.flatMap((policy) => policy.breaches(planned, code).map((breach) => `${breach}. ${policy.because}`));
}
