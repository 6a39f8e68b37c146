/** An address, or the sentence that says what is wrong with it. */
export type CheckedEmail = { readonly email: string } | { readonly mistake: string };

const emailLengthMax = 254;
const localPartLengthMax = 64;
/** RFC 5321's dot-string: what Amazon hands out, and nothing that a mail header could be broken with. */
const localPartPattern = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** Whether mail may go to an address: reading leaves this server for the domains of Kindles, and for no others. */
export function checkDeviceEmail(text: string, domains: readonly string[]): CheckedEmail {
  const email = text.trim();
  const at = email.lastIndexOf("@");
  const localPart = email.slice(0, at);
  const domain = email.slice(at + 1).toLowerCase();
  if (at < 1 || email.length > emailLengthMax || localPart.length > localPartLengthMax) return notAnAddress;
  if (!localPartPattern.test(localPart)) return notAnAddress;
  if (!domains.includes(domain)) {
    return { mistake: `must be an address at ${inWords(domains)}, as Amazon shows it for the Kindle` };
  }
  return { email: `${localPart}@${domain}` };
}

const notAnAddress = { mistake: "is not an e-mail address" };

function inWords(domains: readonly string[]): string {
  const last = domains.at(-1) ?? "";
  return domains.length < 2 ? last : `${domains.slice(0, -1).join(", ")} or ${last}`;
}
