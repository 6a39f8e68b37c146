import { feedIdOf, feedUrlLengthMax, feedUrlOf } from "../../../shared/feed-id.ts";
import { askedAddress } from "../../../shared/web/asked-address.ts";
import type { FetchAllowance } from "../../../shared/web/fetch-allow.ts";
import { Problem } from "../problem.ts";

/** An address that may be subscribed to, with the id that its feed has for everybody. */
export interface FeedAddress {
  readonly id: string;
  readonly url: string;
}

/** Why an address is not taken. Only what is certain without asking anybody. */
export interface AddressMistake {
  readonly code: string;
  /** Goes on after a name: `is no address on the web`. */
  readonly message: string;
}

export function checkFeedAddress(written: string, allowance: FetchAllowance): FeedAddress | AddressMistake {
  const url = feedUrlOf(written);
  if (url !== undefined) {
    // What a name stands for shows when it is asked; an address that is written out shows now.
    const asked = askedAddress(url, { allowance, urlLengthMax: feedUrlLengthMax });
    if ("code" in asked) return { code: asked.code, message: `cannot be asked: ${asked.reason}` };
    return { id: feedIdOf(url), url };
  }
  const parsed = URL.parse(written.trim());
  if (written.length > feedUrlLengthMax) {
    return { code: "feed/address-too-long", message: `has more than ${feedUrlLengthMax} characters` };
  }
  if (parsed !== null && !/^(https?|feed):$/u.test(parsed.protocol)) {
    return { code: "feed/scheme", message: "has to begin with http:// or https://" };
  }
  if (parsed !== null && (parsed.username !== "" || parsed.password !== "")) {
    return {
      code: "feed/credentials",
      message: "may not carry a name and password: feeds are fetched once for everybody",
    };
  }
  return { code: "feed/address", message: "is no address on the web" };
}

/** @throws Problem 400 with the mistake's own code */
export function takeFeedAddress(written: string, allowance: FetchAllowance): FeedAddress {
  const checked = checkFeedAddress(written, allowance);
  if ("id" in checked) return checked;
  throw new Problem(400, checked.code, `That address ${checked.message}.`, {
    errors: [{ path: "url", message: checked.message }],
  });
}
