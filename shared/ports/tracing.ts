/** Says how long the parts of one thing took, from the first trigger to the mail. */
export interface Tracing {
  /**
   * Runs the work as a part of what is under way, and answers what it answers. What it leads to is a part of this one, in
   * other functions as well. What it throws is noted and thrown on.
   */
  span<T>(name: string, attributes: SpanAttributes, run: () => Promise<T>): Promise<T>;
  /** Hands over what has been noted so far. Never throws: that nobody takes it is nobody's trouble. */
  flush(): Promise<void>;
}

/** Ids, codes, numbers: never an address, a title, a token or a body. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Notes nothing. */
export const noTracing: Tracing = {
  span: (_name, _attributes, run) => run(),
  flush: async () => {},
};
