/** What is known about one file in the inbox without reading it. Times are milliseconds since the epoch. */
export interface Sighting {
  /** The file as it was seen last: inode, size and times. Another text means that it has changed. */
  readonly generation: string;
  readonly bytes: number;
  readonly writtenAt: number;
  /** When anything about it changed last, its name included. No program can set this one. */
  readonly changedAt: number;
  /** Its name or mode changed after its content did: a rename, or the last act of a careful copy. */
  readonly touchedAfterWriting: boolean;
  /** Since when it has been seen as it is now. */
  readonly sameSince: number;
  /** The folder's watcher has seen it appear, and has seen nobody write to it since. */
  readonly cameWhole: boolean;
}

/** Without any better sign a file that has not changed for this long is complete. */
const quietMs = 1000;
/** With one, this long: until what the watcher has still to say has been heard. */
const settleMs = 30;

const waitingName =
  /^[.~]|~$|\.(part|partial|crdownload|opdownload|download|filepart|tmp|temp|aria2|!ut|!qb)$|^(thumbs\.db|desktop\.ini)$/i;

/** Whether a name says that its file is not complete, or is not meant for anybody: such a file waits for another name. */
export function isWaitingName(name: string): boolean {
  return waitingName.test(name);
}

/**
 * How long to wait before a file can be taken for complete, in milliseconds; 0 when it can be now.
 *
 * A renamed file is complete at once, and there are two ways to see that it was renamed: the file system keeps the time
 * of the renaming apart from that of the last writing, and the watcher tells of an appearance without any writing. Both
 * hold on a disk of this machine only (`local`): elsewhere clocks and watchers may belong to somebody else.
 */
export function waitMs(sighting: Sighting, now: number, { local }: { local: boolean }): number {
  const { bytes, touchedAfterWriting, cameWhole, sameSince, changedAt, writtenAt } = sighting;
  const seenQuietMs = now - sameSince;
  if (!local) return Math.max(0, quietMs - seenQuietMs);
  const whole = bytes > 0 && (touchedAfterWriting || cameWhole);
  const stampedQuietMs = now - Math.max(changedAt, writtenAt);
  return Math.max(0, (whole ? settleMs : quietMs) - Math.max(seenQuietMs, stampedQuietMs));
}
