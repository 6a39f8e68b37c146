import type SMTPConnection from "nodemailer/lib/smtp-connection";

/** Lines to a mail server that are greeted, logged in, and between two mails. */
export interface KeptLines {
  /** One that, as far as is known, is still open. */
  take(): SMTPConnection | undefined;
  /** Keeps a line for the next mail; one that nobody takes soon, or that has carried enough, is said goodbye to. */
  keep(line: SMTPConnection): void;
}

/** A server that has answered gets this long to say goodbye. */
const goodbyeMs = 2_000;

/** @param mailsMax that one line carries: servers tell who never leaves to go */
export function keptLines({ idleMs, mailsMax }: { readonly idleMs: number; readonly mailsMax: number }): KeptLines {
  /** The line, and what ends its being kept. */
  const kept = new Map<SMTPConnection, () => void>();
  const carried = new WeakMap<SMTPConnection, number>();

  const keep = (line: SMTPConnection) => {
    const mails = (carried.get(line) ?? 0) + 1;
    carried.set(line, mails);
    if (mails >= mailsMax) {
      sayGoodbye(line);
      return;
    }
    const drop = () => kept.get(line)?.();
    const impatience = setTimeout(() => {
      drop();
      sayGoodbye(line);
    }, idleMs);
    kept.set(line, () => {
      clearTimeout(impatience);
      line.off("error", drop);
      line.off("end", drop);
      kept.delete(line);
    });
    // The server may leave at any time; the next mail then gets a line of its own.
    line.on("error", drop);
    line.on("end", drop);
  };

  return {
    take: () => {
      const line = [...kept.keys()].at(-1);
      if (line !== undefined) kept.get(line)?.();
      return line;
    },
    keep,
  };
}

/** Ends a line as the protocol wants it, and in any case soon. */
export function sayGoodbye(line: SMTPConnection): void {
  const impatience = setTimeout(() => line.close(), goodbyeMs);
  impatience.unref();
  line.once("end", () => clearTimeout(impatience));
  line.on("error", isNobodysFate);
  line.quit();
}

/** Ends a line at once. */
export function hangUp(line: SMTPConnection): void {
  line.on("error", isNobodysFate);
  line.close();
}

/** What goes wrong on a line that no mail is on any more; without a listener it would end the process. */
function isNobodysFate(): void {}
