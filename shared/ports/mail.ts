/** Hands one mail to whoever carries it to Amazon. */
export interface Mail {
  /** The largest whole message the carrier takes, in bytes, counted after base64. */
  readonly messageBytesMax: number;
  /**
   * How long, in milliseconds, evidence about an unknown outcome may still come in. 0 where none ever does.
   */
  readonly evidenceWithinMs: number;
  /** The size of the whole message as it would be sent, in bytes, exact. The attachment is not read for it. */
  bytesOf(mail: OutgoingMail): Promise<number>;
  /**
   * Sends a mail, once, and never tries again by itself. Never throws for what the carrier did or did not do: every end
   * is one of three answers. `unknown` is answered whenever the message may have been accepted.
   */
  send(mail: OutgoingMail): Promise<MailAnswer>;
  /** Whether the carrier has accepted the mail of a delivery, where it can be asked; `unknown` where it cannot. */
  lookUp(deliveryId: string): Promise<"accepted" | "not-accepted" | "unknown">;
}

export interface OutgoingMail {
  readonly deliveryId: string;
  /** The same for one attempt however often it is built: `<…@…>` without the brackets. */
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** Plain text, never empty. */
  readonly text: string;
  readonly date: Date;
  readonly attachment: {
    readonly fileName: string;
    readonly mediaType: string;
    readonly bytes: number;
    /** A file on this machine with the content, valid until `send` has settled. */
    readonly path: string;
  };
}

export type MailAnswer =
  /** The carrier has said yes. */
  | { readonly outcome: "accepted"; readonly providerMessageId?: string }
  /** The carrier has certainly not taken it. `permanent`: it would say no again. */
  | {
      readonly outcome: "not-accepted";
      readonly permanent: boolean;
      readonly code: string;
      /** A sentence for people: "Refused by the mail server: message too large". */
      readonly reason: string;
      readonly retryAfterMs?: number;
    }
  /** It may have been taken. */
  | { readonly outcome: "unknown"; readonly code: string; readonly reason: string };
