import { documentBytesMaxFor } from "../../../shared/mail-size.ts";
import type { Check } from "./check.ts";

/** What Amazon's own page for uploads takes, in bytes: 200 MB by its word, a little less in practice (K49). */
export const uploadBytesMax = 195 * 1024 * 1024;

export const sizeChecks: readonly Check[] = [
  {
    rule: "K48",
    sentence: "As a mail it is no larger than the carrier takes, or its reader has been told that it cannot be mailed.",
    repair: "Pictures are made smaller, then it is split into volumes; what fits in no way is said to be for download.",
    find: ({ bytes }, { mailBytesMax, isTooLargeToSend }) =>
      mailBytesMax !== undefined && !isTooLargeToSend && bytes > documentBytesMaxFor(mailBytesMax)
        ? [`${bytes} bytes`]
        : [],
  },
  {
    rule: "K49",
    sentence: "It is no larger than Amazon's own page for uploads takes, or its reader has been told that it is.",
    repair: "The same, where mails have no limit.",
    find: ({ bytes }, { isTooLargeToSend }) => (!isTooLargeToSend && bytes > uploadBytesMax ? [`${bytes} bytes`] : []),
  },
];
