import { hashOf } from "../events/define-event.ts";

/** An address is longer than this only by accident, or on purpose. */
export const feedUrlLengthMax = 2000;

/**
 * The address of a feed in the one form in which it is stored and compared, or `undefined` for what is none: http or
 * https, `feed:` understood, without a fragment, and without a name and password, which would be everybody's.
 */
export function feedUrlOf(written: string): string | undefined {
  const trimmed = written.trim();
  const plain = trimmed.replace(/^feed:(?:\/\/)?(?=https?:)/iu, "").replace(/^feed:\/\//iu, "http://");
  const withScheme =
    /^[a-z][a-z0-9+.-]*:/iu.test(plain) && !/^[^/:]+:\d+(?:\/|$)/u.test(plain) ? plain : `https://${plain}`;
  if (plain === "" || plain.length > feedUrlLengthMax) return undefined;
  const url = URL.parse(withScheme);
  if (
    url === null ||
    !/^https?:$/u.test(url.protocol) ||
    url.hostname === "" ||
    url.username !== "" ||
    url.password !== ""
  )
    return undefined;
  url.hash = "";
  return url.href.length > feedUrlLengthMax ? undefined : url.href;
}

/** One id for one address, whoever subscribes to it. `url` is as `feedUrlOf` answers; its scheme makes no difference. */
export function feedIdOf(url: string): string {
  return hashOf("feed", url.replace(/^https?:/u, ""));
}

/** One id for one item of a feed, for as long as the feed lives. `identity` is as `ParsedItem` has it. */
export function articleIdOf(feedId: string, identity: string): string {
  return hashOf("article", feedId, identity);
}
