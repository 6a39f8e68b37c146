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

/** How many readers have answered, and the invitation to be one of them. */
const answers =
  /^(?:\d{1,6} (?:comments?|replies|responses|kommentare?|commentaires?|comentarios?|comentários?|commenti|commento|reacties|kommentarer|комментари(?:й|я|ев)|komentarz[ye]?|コメント|条评论|개의 댓글)|(?:no|leave a|post a|add a|write a) (?:comments?|reply)|(?:kommentar|commentaire) (?:schreiben|ajouter))$/u;
/** How long it takes to read, which an edition says itself, and the invitation to send it on. */
const around =
  /^(?:(?:reading time|read time|time to read|estimated reading time|lesezeit|temps de lecture|tempo de leitura|tiempo de lectura|tempo di lettura|leestijd|lästid)(?: (?:ca|about|approx))? \d{1,3} (?:mins?|minutes?|minuten?|minutos?|minuti|minuuttia|minuter)|\d{1,3} (?:mins?|minutes?) (?:to )?read|(?:like this (?:story|article|post) )?share (?:it|this|this (?:story|article|post)) (?:with (?:a friend|your friends)|on (?:facebook|twitter|x|social media)))$/u;
/** A button that wants an address for mail. */
const letters =
  /^(?:please )?(?:sign up|signup|subscribe|register) (?:for|to) (?:our|the|my) (?:free |daily |weekly |email |e mail ){0,2}(?:newsletters?|mailing list)(?: (?:today|now|here))?$/u;

/**
 * Whether a line only says that there is an advertisement, that the text goes on behind one, how many comments there are, that a
 * newsletter can be had, how long it takes to read, or whom to share it with.
 */
export function isNoticeLine(text: string): boolean {
  if (text.length > noticeLengthMax) return false;
  const words = bareWords(text);
  return (
    advertisements.has(words) || goesOn.test(words) || answers.test(words) || around.test(words) || letters.test(words)
  );
}

const labels = new Set(
  "comments kommentare commentaires comentarios comentários commenti reacties kommentarer комментарии komentarze コメント 评论".split(
    " ",
  ),
);

/** Whether a line, other than a heading, is only the name of what readers wrote, which scripts would show below it. */
export function isBareLabel(text: string): boolean {
  return text.length <= noticeLengthMax && labels.has(bareWords(text));
}
