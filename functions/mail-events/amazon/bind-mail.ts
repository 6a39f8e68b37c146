import type { InboundMail } from "./inbound-mail.ts";

/** A delivery that a mail from Amazon may be about. */
export interface Candidate {
  readonly deliveryId: string;
  /** What the document was called as an attachment. */
  readonly fileName: string;
  /** The device's address, lower-case. */
  readonly email: string;
  readonly requestedAt: Date;
  /** Amazon has spoken of it already. */
  readonly isOver: boolean;
  /** This very mail was bound to it before. */
  readonly isBound: boolean;
}

/** Amazon answers in a minute mostly; a mail may wait for days to be sent, and ours is asked again for days after that. */
export const answersWithinMs = 4 * 86_400_000;
/** A mail that names no document is about the only one of so short a time, or about none that can be told. */
const namelessWithinMs = 3_600_000;
const clockSkewMs = 5 * 60_000;
/** Shorter names are in every text. */
const nameCharactersMin = 3;

/**
 * The delivery that a mail speaks of: by the name of the document, the address of the device where it is named, and the
 * time. `undefined` where that cannot be told.
 */
export function bindMail(
  mail: Pick<InboundMail, "subject" | "text"> & { readonly date: Date },
  candidates: readonly Candidate[],
): Candidate | undefined {
  const said = folded(`${mail.subject}\n${mail.text}`);
  const possible = candidates.filter(({ requestedAt }) => {
    const agoMs = mail.date.getTime() - requestedAt.getTime();
    return agoMs >= -clockSkewMs && agoMs <= answersWithinMs;
  });
  const inTime = onlyNamedDevices(possible, said);
  const bound = inTime.find(({ isBound }) => isBound);
  if (bound !== undefined) return bound;
  const named = inTime.filter(({ fileName }) => names(said, fileName));
  if (named.length === 0) {
    if (possible.some(({ fileName }) => names(said, fileName))) return undefined;
    const recent = inTime.filter(
      ({ requestedAt, isOver }) => !isOver && mail.date.getTime() - requestedAt.getTime() <= namelessWithinMs,
    );
    return recent.length === 1 ? recent[0] : undefined;
  }
  // "Emma" is also in "Emma, annotated".
  const longest = Math.max(...named.map(({ fileName }) => stemOf(fileName).length));
  return named
    .filter(({ fileName }) => stemOf(fileName).length === longest)
    .toSorted(
      (one, other) =>
        Number(one.isOver) - Number(other.isOver) || other.requestedAt.getTime() - one.requestedAt.getTime(),
    )[0];
}

/** Where the mail names devices of ours, it is about deliveries to them alone. */
function onlyNamedDevices(candidates: readonly Candidate[], said: string): readonly Candidate[] {
  const there = candidates.filter(({ email }) => said.includes(folded(email)));
  return there.length === 0 ? candidates : there;
}

function names(said: string, fileName: string): boolean {
  const name = stemOf(fileName);
  return name.length >= nameCharactersMin && ` ${said} `.includes(` ${name} `);
}

function stemOf(fileName: string): string {
  return folded(fileName.replace(/\.(epub|pdf)$/i, ""));
}

/** What survives Amazon's hands, which make underscores of colons and blanks of anything: letters and digits. */
function folded(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}@.]+/gu, " ")
    .replaceAll(/(?<![\p{L}\p{N}])\.|\.(?![\p{L}\p{N}])/gu, " ")
    .replaceAll(/\.(epub|pdf)(?![\p{L}\p{N}])/gu, " ")
    .replaceAll(/ +/g, " ")
    .trim();
}
