/** RFC 3463, what follows the first dot: the part that says what is wrong. */
const words: Readonly<Record<string, string>> = {
  "1.0": "there is something wrong with an address",
  "1.1": "it does not know the device's address",
  "1.2": "it does not know the domain of the device's address",
  "1.3": "it does not understand the device's address",
  "1.6": "the device's address has moved",
  "1.7": "it does not accept the sender's address",
  "1.8": "it does not accept the sender's address",
  "2.1": "the mailbox does not take messages",
  "2.2": "the mailbox is full",
  "2.3": "message too large",
  "3.1": "its storage is full",
  "3.2": "it takes no messages now",
  "3.4": "message too large",
  "4.2": "the connection was bad",
  "4.5": "it has too much to do",
  "5.3": "too many recipients",
  "7.0": "its rules do not allow this message",
  "7.1": "this sender may not send there",
  "7.28": "too many messages in a short time",
};

/** What an enhanced status code (`5.1.1`) says, as the end of a sentence about a mail server; `undefined` where it is not known. */
export function mailStatusWords(enhancedCode: string): string | undefined {
  const [, subject = "", detail = ""] = enhancedCode.split(".");
  return words[`${subject}.${detail}`];
}
