/** What only this installation knows. */
export interface Secrets {
  /**
   * 32 random bytes under a name, made at the first call and the same for ever after, in every process.
   * Names: `delivery` (business keys), `seal` (addresses at rest and in events), `session` (the page's cookie),
   * `token` (tokens for programs).
   */
  key(name: "delivery" | "seal" | "session" | "token"): Promise<Uint8Array>;
}
