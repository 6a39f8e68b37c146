/** How the running system is, for operators and for whoever waits until it serves. */
export interface Vitals {
  /** Every part that has to work before requests can be served, asked now. Never throws: a part that fails says so. */
  checks(): Promise<readonly Check[]>;
  /** Numbers about the system outside of HTTP, read now. */
  measures(): Promise<readonly Measure[]>;
}

export interface Check {
  /** Lower-case words with hyphens: `database`, `inbox`. */
  readonly name: string;
  readonly ok: boolean;
  /** For the owner's eyes: what is wrong, or a number worth knowing. */
  readonly detail?: string;
}

/** One metric as Prometheus names it: `kcs_queue_events` with one value for each set of labels. */
export interface Measure {
  readonly name: string;
  readonly help: string;
  /** A counter only grows while the process lives; a gauge is as it is now. */
  readonly type: "counter" | "gauge";
  readonly values: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[];
}
