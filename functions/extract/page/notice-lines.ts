import { bareWords } from "./page-facts.ts";

const noticeLengthMax = 80;

/** Lines that stand for an advertisement, in the languages of the newspapers that write them. */
const advertisements = new Set([
  "advertisement",
  "advertisements",
  "advertising",
  "anzeige",
  "werbung",
  "publicité",
  "publicidad",
  "publicidade",
  "pubblicità",
  "advertentie",
  "reclame",
  "annons",
  "annonse",
  "annonce",
  "mainos",
  "reklama",
  "reklam",
  "reklame",
  "реклама",
  "διαφήμιση",
  "إعلان",
  "פרסומת",
  "広告",
  "广告",
  "廣告",
  "광고",
]);
/** That the text goes on, after or below something that is none of it. */
const goesOn =
  /^(?:(?:the )?(?:story|article) continues (?:below|after)(?: (?:this )?(?:advertisement|ad))?|continue reading below|scroll (?:down )?to continue(?: (?:reading|with content))?|(?:der )?(?:artikel|text) (?:geht|wird) (?:unter|nach) der (?:anzeige|werbung) (?:weiter|fortgesetzt)|(?:la suite|l article continue) après (?:la|cette) publicité|continúa (?:leyendo )?(?:después|tras) (?:de )?la publicidad|continua (?:após|depois d)a? ?a? publicidade|(?:l articolo )?continua (?:a leggere )?dopo la pubblicità|(?:het )?(?:artikel|tekst|verhaal) gaat (?:verder|door) onder de (?:advertentie|video|foto)|artikeln fortsätter (?:efter|under) annonsen|(?:artikkelen|saken) fortsetter (?:etter|under) annonsen|artiklen fortsætter (?:efter|under) annoncen|juttu jatkuu mainoksen (?:jälkeen|alla)|(?:dalsza część artykułu|reszta tekstu) (?:znajduje się )?pod (?:materiałem wideo|reklamą))$/u;

/** Whether a line only says that there is an advertisement, or that the text goes on behind one. */
export function isNoticeLine(text: string): boolean {
  if (text.length > noticeLengthMax) return false;
  const words = bareWords(text);
  return advertisements.has(words) || goesOn.test(words);
}
