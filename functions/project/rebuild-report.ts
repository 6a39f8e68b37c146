import type { Rebuilt } from "./rebuild.ts";

const unreadableShownMax = 10;

/** What a rebuild came to, in lines for whoever has asked for it. */
export function rebuildReport(
  { events, unreadable, models, wasEqual, feedsAskedAnew, digestsRemembered, caughtUp, waiting }: Rebuilt,
  seconds: number,
): string {
  const documents = models.reduce((sum, model) => sum + model.documents, 0);
  const lines = models
    .filter(({ changed, added, removed, wasUnreadable }) => changed + added + removed > 0 || wasUnreadable)
    .map(({ name, changed, added, removed, wasUnreadable }) =>
      wasUnreadable
        ? `${name}: what was there could not be read, and has been replaced`
        : `${name}: ${changed} changed, ${added} added, ${removed} removed`,
    );
  if (unreadable.length > 0) {
    const shown = unreadable.slice(0, unreadableShownMax).join(", ");
    const more = unreadable.length > unreadableShownMax ? ", …" : "";
    lines.push(`${counted(unreadable.length, "event")} could not be read, and were left out: ${shown}${more}`);
  }
  if (caughtUp > 0) lines.push(`${counted(caughtUp, "event")} of meanwhile applied once more`);
  if (waiting > 0) {
    lines.push(
      `${counted(waiting, "event")} had not been handed out yet: what steps remember of their own was left alone`,
    );
  }
  if (feedsAskedAnew > 0) lines.push(`${counted(feedsAskedAnew, "feed")} will be asked again as if they were new`);
  if (digestsRemembered > 0) {
    lines.push(`${counted(digestsRemembered, "digest")} had lost schedule or memory, made again from the editions`);
  }
  const verdict = wasEqual ? "equal to what was there before" : "not equal to what was there before";
  lines.push(
    `Rebuilt ${counted(documents, "document")} from ${counted(events, "event")} in ${seconds.toFixed(1)} seconds: ${verdict}.`,
  );
  return `${lines.join("\n")}\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
