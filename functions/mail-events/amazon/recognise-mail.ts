import type { InboundMail, MailLink } from "./inbound-mail.ts";
import { isAmazonDomain } from "./is-from-amazon.ts";

/** What a mail from Amazon says about a document that was sent to it. */
export type AmazonsWord =
  | { readonly kind: "refusal"; readonly code: string; readonly reason: string }
  /** Amazon waits for a click, at this address of its own. */
  | { readonly kind: "verification"; readonly link: string };

/** Amazon asks within so long, and forgets the document then. */
export const verifyWithinMs = 48 * 3_600_000;

/**
 * What the codes mean, where that is known. They are the same in every language; Amazon says nothing more of them than
 * these do.
 */
const codeReasons: Readonly<Record<string, string>> = {
  e999: "Amazon could not convert the document (E999).",
  e009: "Amazon found no document in the mail (E009).",
  e006: "Amazon found too many documents in the mail, or too few (E006).",
};
const codePattern = /(?<![\p{L}\p{N}])E[-\s]?(\d{3})(?![\p{L}\p{N}])/u;

/** How Amazon says in its stores' languages that a document did not get through. */
const refusalWords = [
  /could not be (delivered|converted|processed)|unable to (deliver|convert)|problem with the document/i,
  /konnte[n]? nicht (zugestellt|gesendet|konvertiert|verarbeitet)|problem mit (dem|ihrem) dokument/i,
  /n['’](a|ont) pas pu être (livrés?|envoyés?|convertis?|remis)|problème (avec|lié)/i,
  /no se (ha|han|pudo|pudieron) ?(podido)? ?(entregar|enviar|convertir|procesar)|problema con el documento/i,
  /non è stato possibile (consegnare|inviare|convertire)|problema con il documento/i,
  /não (foi possível|pôde ser|puderam ser) (entregue?|entregar|enviar|converter|enviado|convertido)|problema com o documento/i,
  /(配信|変換|送信)(できません|できませんでした|に失敗)|ドキュメントに問題/u,
  /(无法|未能)(传送|发送|转换|送达|处理)|文档(有|存在|出现)问题/u,
];

/** How it asks to be told that a document is wanted. */
const verificationWords =
  /verif|vérif|confirm|bestätig|approv|genehmig|conferm|autoris|autoriz|確認|承認|認証|验证|驗證|确认|確認|批准/iu;
const fortyEightHours = /(?<!\d)48(?!\d)/;
/** Of the links in such a mail, those that are about something else. */
const otherLinks = /\/help|privacy|unsubscribe|preferences|conditions|\/gp\/css|\/ref=footer|signin|legal/i;

/**
 * What a mail from Amazon says, in any of its languages; `undefined` where it is about something else.
 * @param names what the documents are called that it may be about: nothing in a name is a code or a word of Amazon's
 */
export function recogniseMail(
  { subject, text, links }: Pick<InboundMail, "subject" | "text" | "links">,
  names: readonly string[] = [],
): AmazonsWord | undefined {
  const said = withoutNames(`${subject}\n${text}`.normalize("NFC"), names);
  const code = codePattern.exec(said)?.[1];
  if (code !== undefined) {
    const name = `e${code}`;
    const reason = codeReasons[name] ?? `Amazon refused the document (${name.toUpperCase()}).`;
    return { kind: "refusal", code: `amazon/${name}`, reason };
  }
  const link = fortyEightHours.test(said) && verificationWords.test(said) ? verificationLink(links) : undefined;
  if (link !== undefined) return { kind: "verification", link };
  if (refusalWords.some((words) => words.test(said))) {
    return { kind: "refusal", code: "amazon/refused", reason: "Amazon refused the document, and did not say why." };
  }
  return undefined;
}

/** The address that is to be opened: never one that is not Amazon's, whoever wrote the mail. */
function verificationLink(links: readonly MailLink[]): string | undefined {
  const own = links.filter(({ url }) => isAmazonsAddress(url) && !otherLinks.test(url));
  const named = own.find(({ url, words }) => verificationWords.test(words) || verificationWords.test(url));
  return (named ?? own[0])?.url;
}

function isAmazonsAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === "https:" && url.username === "" && isAmazonDomain(url.hostname);
}

function withoutNames(text: string, names: readonly string[]): string {
  return names.filter((name) => name.length > 0).reduce((rest, name) => rest.replaceAll(name, " "), text);
}
