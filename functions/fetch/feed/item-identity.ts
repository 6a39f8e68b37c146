import { hash } from "node:crypto";
import { withoutTracking } from "./without-tracking.ts";

/** Longer ones are hashed: an identity is part of a key. */
const identityLengthMax = 200;

export interface ItemNames {
  readonly guid: string | undefined;
  readonly url: string | undefined;
  readonly title: string;
  readonly date: Date | undefined;
  /** Where there is nothing else to go by. */
  readonly text: string;
}

/**
 * What makes an item the same item at the next fetch: its guid or `atom:id`, else its address, else a hash of its title and
 * date. Changes of scheme, of capitals in a host and of tracking parameters are no change; neither is a move of the feed.
 */
export function identityOf({ guid, url, title, date, text }: ItemNames): string {
  if (guid !== undefined) return bounded("guid", normalised(guid));
  if (url !== undefined) return bounded("url", normalised(withoutTracking(url)));
  return `text:${sha256(JSON.stringify([title, date?.toISOString() ?? "", title === "" ? text : ""]))}`;
}

function bounded(kind: string, value: string): string {
  return value.length <= identityLengthMax ? `${kind}:${value}` : `${kind}:sha256:${sha256(value)}`;
}

function normalised(name: string): string {
  const match = /^https?:\/\/([^/?#]*)(.*)$/isu.exec(name);
  if (match === null) return name;
  const [, host = "", rest = ""] = match;
  return `//${host.toLowerCase().replace(/:(?:80|443)$/u, "")}${rest === "/" ? "" : rest}`;
}

export function sha256(text: string): string {
  return hash("sha256", text);
}
