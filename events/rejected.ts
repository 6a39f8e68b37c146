/**
 * Input that no retry can repair. The trigger keeps it aside with its reason and acknowledges it.
 *
 * `code` is stable and is what programs decide on (`format/too-large`); `message` is one sentence for the person
 * whose file it was, saying what is wrong and, where there is something, what they can do.
 */
export class Rejected extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Rejected";
    this.code = code;
  }
}
