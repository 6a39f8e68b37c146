import type { Secrets } from "./ports/secrets.ts";
import { seal, unseal } from "./seal.ts";

/** What the address that Amazon asks to be opened is sealed for: whoever has it can confirm a mail. */
const purpose = "hold-link";

export async function sealHoldLink(account: string, link: string, secrets: Secrets): Promise<string> {
  return seal(await secrets.key("seal"), account, purpose, link);
}

/** The address where a mail that Amazon keeps back is confirmed: for its owner's eyes only. */
export async function openHoldLink(account: string, sealedLink: string, secrets: Secrets): Promise<string> {
  return unseal(await secrets.key("seal"), account, purpose, sealedLink);
}
