/** A mail that came in, as far as it matters who sent it and what it says. */
export interface InboundMail {
  /** The address in its From header, lower-case; `""` where there is none. */
  readonly from: string;
  /** The sender that its last hop gave (SMTP's MAIL FROM), lower-case. */
  readonly envelopeFrom: string;
  /** What the receiving server found: `pass`, `fail`, ... */
  readonly spf: string;
  /** By domain. */
  readonly dkim: ReadonlyMap<string, string>;
  readonly subject: string;
  readonly text: string;
  readonly links: readonly MailLink[];
  readonly date: Date | undefined;
  /** The same for the same mail however often it is posted. */
  readonly key: string;
}

export interface MailLink {
  readonly url: string;
  /** The words that lead to it. */
  readonly words: string;
}
