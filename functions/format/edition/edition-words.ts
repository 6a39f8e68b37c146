import { type EditionLanguage, editionLanguageOf, editionLocaleOf } from "../../../shared/articles/edition-locale.ts";

/** What an edition says by itself, in one language. `{}` is where the other thing stands, `#` a number. */
export interface EditionWords {
  readonly frontPage: string;
  /** The title of the last page. */
  readonly missing: string;
  readonly missingAndWhy: string;
  readonly inThisEdition: string;
  /** Newspapers. */
  readonly alsoIn: string;
  readonly notFullText: string;
  /** A site. */
  readonly originalAt: string;
  readonly previous: string;
  readonly next: string;
  readonly section: string;
  /** A moment. */
  readonly since: string;
  readonly feedsFailed: string;
  readonly withoutFullText: string;
  readonly leftOut: string;
  /** Why they were left out, by the kind of number that they are. */
  readonly articles: { readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
  readonly nothingMissing: string;
  readonly nothingToRead: string;
  readonly noFeed: string;
}

/** Of the edition's language; English where it is none of ours. */
export function wordsIn(language: string): EditionWords {
  return words[editionLanguageOf(language)];
}

/** `2 minutes`, as the language counts them. */
export function minutesInWords(minutes: number, language: string): string {
  const locale = editionLocaleOf(language);
  const formatter =
    minuteFormats.get(locale) ?? new Intl.NumberFormat(locale, { style: "unit", unit: "minute", unitDisplay: "long" });
  minuteFormats.set(locale, formatter);
  return formatter.format(minutes);
}

const minuteFormats = new Map<string, Intl.NumberFormat>();

/** `12 articles, each because {}`: the reason stands where the braces are. */
export function articlesLeftOut(count: number, language: string): string {
  const { articles } = wordsIn(language);
  const kind = new Intl.PluralRules(editionLocaleOf(language)).select(count);
  return (articles[kind] ?? articles.other).replace("#", String(count));
}

export function listed(items: readonly string[], language: string): string {
  return new Intl.ListFormat(editionLocaleOf(language)).format(items);
}

const words: Readonly<Record<EditionLanguage, EditionWords>> = {
  en: {
    frontPage: "Front page",
    missing: "What is missing",
    missingAndWhy: "What is missing, and why",
    inThisEdition: "In this edition",
    alsoIn: "Also in {}",
    notFullText: "Not the full text.",
    originalAt: "The original at {}",
    previous: "Previous",
    next: "Next",
    section: "Section",
    since: "Since {}.",
    feedsFailed: "Feeds that could not be had",
    withoutFullText: "Articles without their full text",
    leftOut: "Left out by your rules and limits",
    articles: { one: "One article, because {}", other: "# articles, each because {}" },
    nothingMissing: "Nothing: every feed answered, and every article is whole.",
    nothingToRead: "There is no more to read in this edition.",
    noFeed: "No feed could be reached",
  },
  de: {
    frontPage: "Titelseite",
    missing: "Was fehlt",
    missingAndWhy: "Was fehlt, und warum",
    inThisEdition: "In dieser Ausgabe",
    alsoIn: "Auch in {}",
    notFullText: "Nicht der vollständige Text.",
    originalAt: "Das Original bei {}",
    previous: "Zurück",
    next: "Weiter",
    section: "Ressort",
    since: "Seit {}.",
    feedsFailed: "Feeds, die nicht zu erreichen waren",
    withoutFullText: "Artikel ohne vollständigen Text",
    leftOut: "Von Ihren Regeln und Grenzen ausgelassen",
    articles: { one: "Ein Artikel: {}", other: "# Artikel: {}" },
    nothingMissing: "Nichts: Jeder Feed hat geantwortet, und jeder Artikel ist vollständig.",
    nothingToRead: "Mehr gibt es in dieser Ausgabe nicht zu lesen.",
    noFeed: "Kein Feed war zu erreichen",
  },
  fr: {
    frontPage: "À la une",
    missing: "Ce qui manque",
    missingAndWhy: "Ce qui manque, et pourquoi",
    inThisEdition: "Dans cette édition",
    alsoIn: "Aussi dans {}",
    notFullText: "Le texte n’est pas intégral.",
    originalAt: "L’original sur {}",
    previous: "Précédent",
    next: "Suivant",
    section: "Rubrique",
    since: "Depuis le {}.",
    feedsFailed: "Flux injoignables",
    withoutFullText: "Articles sans leur texte intégral",
    leftOut: "Écartés par vos règles et vos limites",
    articles: { one: "Un article : {}", other: "# articles : {}" },
    nothingMissing: "Rien : chaque flux a répondu et chaque article est complet.",
    nothingToRead: "Il n’y a rien d’autre à lire dans cette édition.",
    noFeed: "Aucun flux n’a pu être joint",
  },
  es: {
    frontPage: "Portada",
    missing: "Lo que falta",
    missingAndWhy: "Lo que falta y por qué",
    inThisEdition: "En esta edición",
    alsoIn: "También en {}",
    notFullText: "No es el texto completo.",
    originalAt: "El original en {}",
    previous: "Anterior",
    next: "Siguiente",
    section: "Sección",
    since: "Desde el {}.",
    feedsFailed: "Canales que no se pudieron obtener",
    withoutFullText: "Artículos sin su texto completo",
    leftOut: "Omitidos por tus reglas y límites",
    articles: { one: "Un artículo: {}", other: "# artículos: {}" },
    nothingMissing: "Nada: todos los canales respondieron y todos los artículos están completos.",
    nothingToRead: "No hay nada más que leer en esta edición.",
    noFeed: "No se pudo acceder a ningún canal",
  },
  it: {
    frontPage: "Prima pagina",
    missing: "Che cosa manca",
    missingAndWhy: "Che cosa manca, e perché",
    inThisEdition: "In questa edizione",
    alsoIn: "Anche in {}",
    notFullText: "Non è il testo completo.",
    originalAt: "L’originale su {}",
    previous: "Precedente",
    next: "Successivo",
    section: "Sezione",
    since: "Da: {}.",
    feedsFailed: "Feed che non è stato possibile ottenere",
    withoutFullText: "Articoli senza il testo completo",
    leftOut: "Esclusi dalle tue regole e dai tuoi limiti",
    articles: { one: "Un articolo: {}", other: "# articoli: {}" },
    nothingMissing: "Nulla: ogni feed ha risposto e ogni articolo è completo.",
    nothingToRead: "Non c’è altro da leggere in questa edizione.",
    noFeed: "Nessun feed è raggiungibile",
  },
  pt: {
    frontPage: "Primeira página",
    missing: "O que falta",
    missingAndWhy: "O que falta, e porquê",
    inThisEdition: "Nesta edição",
    alsoIn: "Também em {}",
    notFullText: "Não é o texto completo.",
    originalAt: "O original em {}",
    previous: "Anterior",
    next: "Seguinte",
    section: "Secção",
    since: "Desde {}.",
    feedsFailed: "Feeds que não foi possível obter",
    withoutFullText: "Artigos sem o texto completo",
    leftOut: "Excluídos pelas suas regras e limites",
    articles: { one: "Um artigo: {}", other: "# artigos: {}" },
    nothingMissing: "Nada: todos os feeds responderam e todos os artigos estão completos.",
    nothingToRead: "Não há mais nada para ler nesta edição.",
    noFeed: "Não foi possível aceder a nenhum feed",
  },
  nl: {
    frontPage: "Voorpagina",
    missing: "Wat ontbreekt",
    missingAndWhy: "Wat ontbreekt, en waarom",
    inThisEdition: "In deze editie",
    alsoIn: "Ook in {}",
    notFullText: "Niet de volledige tekst.",
    originalAt: "Het origineel op {}",
    previous: "Vorige",
    next: "Volgende",
    section: "Rubriek",
    since: "Sinds {}.",
    feedsFailed: "Feeds die niet te bereiken waren",
    withoutFullText: "Artikelen zonder volledige tekst",
    leftOut: "Weggelaten door je regels en limieten",
    articles: { one: "Eén artikel: {}", other: "# artikelen: {}" },
    nothingMissing: "Niets: elke feed heeft geantwoord en elk artikel is volledig.",
    nothingToRead: "Meer is er in deze editie niet te lezen.",
    noFeed: "Geen enkele feed was bereikbaar",
  },
  pl: {
    frontPage: "Strona tytułowa",
    missing: "Czego brakuje",
    missingAndWhy: "Czego brakuje i dlaczego",
    inThisEdition: "W tym wydaniu",
    alsoIn: "Także w: {}",
    notFullText: "To nie jest pełny tekst.",
    originalAt: "Oryginał: {}",
    previous: "Poprzedni",
    next: "Następny",
    section: "Dział",
    since: "Od: {}.",
    feedsFailed: "Kanały, których nie udało się pobrać",
    withoutFullText: "Artykuły bez pełnego tekstu",
    leftOut: "Pominięte przez twoje reguły i limity",
    articles: { one: "Jeden artykuł: {}", few: "# artykuły: {}", other: "# artykułów: {}" },
    nothingMissing: "Niczego: każdy kanał odpowiedział, a każdy artykuł jest pełny.",
    nothingToRead: "W tym wydaniu nie ma nic więcej do czytania.",
    noFeed: "Żaden kanał nie był dostępny",
  },
  sv: {
    frontPage: "Förstasidan",
    missing: "Det som saknas",
    missingAndWhy: "Det som saknas, och varför",
    inThisEdition: "I den här utgåvan",
    alsoIn: "Även i {}",
    notFullText: "Inte hela texten.",
    originalAt: "Originalet hos {}",
    previous: "Föregående",
    next: "Nästa",
    section: "Avdelning",
    since: "Sedan {}.",
    feedsFailed: "Flöden som inte kunde hämtas",
    withoutFullText: "Artiklar utan hela texten",
    leftOut: "Utelämnat av dina regler och gränser",
    articles: { one: "En artikel: {}", other: "# artiklar: {}" },
    nothingMissing: "Ingenting: alla flöden svarade och alla artiklar är fullständiga.",
    nothingToRead: "Det finns inget mer att läsa i den här utgåvan.",
    noFeed: "Inget flöde kunde nås",
  },
  ja: {
    frontPage: "一面",
    missing: "掲載できなかったもの",
    missingAndWhy: "掲載できなかったものとその理由",
    inThisEdition: "この号の内容",
    alsoIn: "{}にも掲載",
    notFullText: "全文ではありません。",
    originalAt: "元の記事（{}）",
    previous: "前へ",
    next: "次へ",
    section: "セクション",
    since: "{}から。",
    feedsFailed: "取得できなかったフィード",
    withoutFullText: "全文を取得できなかった記事",
    leftOut: "ルールと上限により除外",
    articles: { other: "#件の記事：{}" },
    nothingMissing: "ありません。すべてのフィードを取得でき、記事はすべて全文です。",
    nothingToRead: "この号にはこれ以上の記事はありません。",
    noFeed: "どのフィードにも接続できませんでした",
  },
  zh: {
    frontPage: "头版",
    missing: "缺少的内容",
    missingAndWhy: "缺少的内容及原因",
    inThisEdition: "本期内容",
    alsoIn: "另见{}",
    notFullText: "并非全文。",
    originalAt: "原文（{}）",
    previous: "上一篇",
    next: "下一篇",
    section: "栏目",
    since: "自{}起。",
    feedsFailed: "无法获取的订阅源",
    withoutFullText: "未能获取全文的文章",
    leftOut: "因您的规则和限制而未收录",
    articles: { other: "#篇文章：{}" },
    nothingMissing: "没有缺少：所有订阅源均已响应，所有文章均完整。",
    nothingToRead: "本期没有更多内容。",
    noFeed: "无法连接任何订阅源",
  },
};
