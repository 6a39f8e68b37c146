import type { DigestSettings } from "../../events/digest-settings.ts";
import type { DigestSource } from "./gather-candidates.ts";

/** Where a feed lies in no folder. */
const unfiled = "Other news";
const foldersBetween = " – ";

/** Whether a feed has failed since it last worked, or is no more. */
export function isFailing({ feed }: DigestSource): boolean {
  return feed !== undefined && (feed.failures > 0 || feed.state === "gone");
}

/** The section of an edition in which a feed's articles stand. */
export function sectionOf(source: DigestSource, { sections }: DigestSettings): string {
  if (sections === "feed") return source.title;
  const { folders } = source.subscription;
  return folders.length === 0 ? unfiled : folders.join(foldersBetween);
}
