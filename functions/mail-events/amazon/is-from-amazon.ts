import type { InboundMail } from "./inbound-mail.ts";

/** Where Amazon's stores are, and Kindle's own names. */
const amazonDomain =
  /^(?:[a-z0-9-]+\.)*(?:amazon\.(?:com|ca|de|fr|es|it|nl|se|pl|in|cn|ae|sa|sg|eg|ie|co\.uk|co\.jp|com\.au|com\.br|com\.mx|com\.tr|com\.be)|kindle\.(?:com|cn))$/;

/**
 * Whether a mail is from Amazon, and not only says so: its From has to be at one of Amazon's domains, and either a
 * signature of that store's domain or the path that it came by has to vouch for that.
 */
export function isFromAmazon({ from, envelopeFrom, spf, dkim }: InboundMail): "genuine" | "foreign" | "forged" {
  const domain = domainOf(from);
  if (!isAmazonDomain(domain)) return "foreign";
  const isSigned = [...dkim].some(([signer, verdict]) => verdict === "pass" && areAligned(signer, domain));
  const cameByAmazon = spf === "pass" && areAligned(domainOf(envelopeFrom), domain);
  return isSigned || cameByAmazon ? "genuine" : "forged";
}

export function isAmazonDomain(domain: string): boolean {
  return amazonDomain.test(domain);
}

/** One is the other, or lies below it. */
function areAligned(one: string, other: string): boolean {
  return isAmazonDomain(one) && (one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
