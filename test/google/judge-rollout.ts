/** How many requests revisions have answered, and how many of them with an error of ours. */
export interface Tally {
  readonly requests: number;
  readonly errors: number;
}

export interface Observed {
  readonly smoke: "passed" | "failed";
  /** The revisions that the deployment has made. */
  readonly candidate: Tally;
  /** Those that were good before, over the same time. */
  readonly stable: Tally;
  readonly watchedMs: number;
}

export interface RolloutLimits {
  /** How long a candidate is watched. */
  readonly watchMs: number;
  /** The share of errors that nobody minds: steps answer with one where the world is unwell, and are asked again. */
  readonly errorRateMax: number;
  /** How many times the share of the stable revisions a candidate may have. */
  readonly timesStableMax: number;
  /** One error proves nothing. */
  readonly errorsMin: number;
}

export const rolloutLimits: RolloutLimits = {
  watchMs: 10 * 60_000,
  errorRateMax: 0.02,
  timesStableMax: 2,
  errorsMin: 2,
};

export interface Verdict {
  readonly verdict: "promote" | "roll back" | "wait";
  readonly reason: string;
}

/**
 * Decides what becomes of a canary. It goes back as soon as it is plainly worse than what it replaces, and goes on once it
 * has been watched for long enough; that nobody has asked it anything by then is no reason against it, since the smoke test
 * has.
 */
export function judgeRollout(
  { smoke, candidate, stable, watchedMs }: Observed,
  limits: RolloutLimits = rolloutLimits,
): Verdict {
  if (smoke === "failed") return { verdict: "roll back", reason: "the smoke test failed" };
  const [rate, before] = [rateOf(candidate), rateOf(stable)];
  const bearable = Math.max(limits.errorRateMax, before * limits.timesStableMax);
  const seen = `${candidate.errors} errors in ${candidate.requests} requests, where ${percent(bearable)} are borne`;
  if (candidate.errors >= limits.errorsMin && rate > bearable) return { verdict: "roll back", reason: seen };
  if (watchedMs < limits.watchMs) return { verdict: "wait", reason: seen };
  return { verdict: "promote", reason: seen };
}

function rateOf({ requests, errors }: Tally): number {
  return requests === 0 ? 0 : errors / requests;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
