/** What books call their parts, in the languages of most books; for regular expressions that ignore case. */

const any = (...words: readonly string[]) => words.join("|");

/** Divisions that hold chapters. */
export const partWords = any(
  "part", "book", "volume", "act",
  "teil", "buch", "band", "akt", "aufzug",
  "partie", "livre", "tome", "acte",
  "parte", "libro", "tomo", "acto", "jornada", "atto", "livro",
  "deel", "boek", "del", "bok", "osa", "część", "księga", "tom", "část", "kniha", "díl", "rész", "könyv", "partea", "bölüm(?=\\s+kitab)",
  "часть", "книга", "том", "действие", "частина", "част",
  "μέρος", "βιβλίο",
);

export const chapterWords = any(
  "chapter", "chap\\.", "stave", "letter", "canto", "lesson", "lecture", "episode", "scene", "section", "appendix", "adventure",
  "kapitel", "abschnitt", "szene", "auftritt", "brief", "anhang", "gesang",
  "chapitre", "scène", "lettre", "leçon", "chant",
  "cap[ií]tulo", "escena", "carta", "capitolo", "scena", "lettera", "cap[ií]tol",
  "hoofdstuk", "kapittel", "luku", "rozdział", "kapitola", "fejezet", "capitolul", "poglavlje", "poglavje", "bölüm", "peatükk", "nodaļa", "skyrius",
  "глава", "раздел", "сцена", "письмо", "розділ", "раздзел", "поглавље", "глава́",
  "κεφάλαιο(?:ν)?",
  "chương",
);

/** Numbers as words, cardinal or ordinal, as far as headings use them. */
export const numberWords = any(
  "(?:the )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))?)",
  "(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\\p{L}+teenth|\\p{L}+tieth|last)",
  "eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\\p{L}*zehn|\\p{L}*zwanzig|\\p{L}*dreißig",
  "premi(?:er|ère)|second(?:e)?|\\p{L}+ième|un|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt(?:[- ]\\p{L}+)?|trente",
  "primer[ao]?|segund[ao]|tercer[ao]?|cuart[ao]|quint[ao]|sext[ao]|s[eé]ptim[ao]|octav[ao]|noven[ao]|d[eé]cim[ao](?: \\p{L}+)?|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce",
  "prim[ao]|second[ao]|terz[ao]|quart[ao]|sest[ao]|settim[ao]|ottav[ao]|non[ao]|\\p{L}*decim[ao]|\\p{L}+esim[ao]|primeir[ao]|terceir[ao]|um|dois|três|quatro",
  "перв\\p{L}{2}|втор\\p{L}{2}|треть?\\p{L}{1,2}|четв[её]рт\\p{L}{2}|пят\\p{L}{2}|шест\\p{L}{2}|седьм\\p{L}{2}|восьм\\p{L}{2}|девят\\p{L}{2}|десят\\p{L}{2}|\\p{L}*надцат\\p{L}{2}|\\p{L}*дцат\\p{L}{2}|последн\\p{L}{2}|один|два|три|четыре|пять|шесть|семь|восемь|девять|десять",
);

/** Ordinals that stand before their noun: "Erstes Kapitel", "Première partie", "Первая часть". */
export const ordinalsBefore = any(
  "erste[rs]?|zweite[rs]?|dritte[rs]?|vierte[rs]?|fünfte[rs]?|sechste[rs]?|sieb(?:en)?te[rs]?|achte[rs]?|neunte[rs]?|zehnte[rs]?|elfte[rs]?|zwölfte[rs]?|\\p{L}+zehnte[rs]?|\\p{L}*(?:zwan|drei|vier|fünf)[sz]?[ßi]+gste[rs]?|letzte[rs]?",
  "premi(?:er|ère)|deuxième|second(?:e)?|\\p{L}+ième|derni(?:er|ère)",
  "primer[ao]?|segund[ao]|tercer[ao]?|cuart[ao]|quint[ao]|sext[ao]|s[eé]ptim[ao]|octav[ao]|noven[ao]|d[eé]cim[ao]|prim[ao]|second[ao]|terz[ao]|quart[ao]|sest[ao]|primeir[ao]|terceir[ao]",
  "перв\\p{L}{2}|втор\\p{L}{2}|треть\\p{L}{1,2}|четв[её]рт\\p{L}{2}|пят\\p{L}{2}|шест\\p{L}{2}|седьм\\p{L}{2}|восьм\\p{L}{2}|девят\\p{L}{2}|десят\\p{L}{2}",
  "(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)",
  "eerste|tweede|derde|vierde|vijfde|första|andra|tredje|första|første|anden",
);

/** Sections without a number. They are the whole line. */
export const namedSections = any(
  "prologue", "epilogue", "preface", "foreword", "introduction", "introductory(?: note)?", "afterword", "acknowledge?ments?", "dedication", "conclusion",
  "appendix", "appendices", "glossary", "bibliography", "postscript", "author['’]s (?:note|preface|foreword)", "translator['’]s (?:note|preface)", "editor['’]s (?:note|preface)",
  "about the author", "contents", "table of contents", "list of illustrations", "transcriber['’]s notes?", "footnotes", "endnotes", "index", "interlude", "preamble", "coda",
  "vorwort", "nachwort", "einleitung", "einführung", "prolog", "epilog", "inhalt", "inhaltsverzeichnis", "anhang", "widmung", "schluss", "danksagung", "vorrede", "zwischenspiel", "anmerkungen", "geleitwort",
  "préface", "avant-propos", "épilogue", "postface", "table(?: des matières)?", "remerciements", "conclusion", "dédicace", "avertissement", "préambule", "notes?",
  "prólogo", "epílogo", "prefacio", "introducción", "índice", "conclusión", "agradecimientos", "dedicatoria", "advertencia", "nota del autor", "prefácio", "introdução", "conclusão", "posfácio", "sumário",
  "prologo", "epilogo", "prefazione", "introduzione", "indice", "conclusione", "postfazione", "ringraziamenti", "premessa", "avvertenza",
  "voorwoord", "nawoord", "inleiding", "proloog", "epiloog", "inhoud", "förord", "inledning", "efterord", "innehåll", "forord", "esipuhe",
  "przedmowa", "wstęp", "zakończenie", "posłowie", "spis treści", "předmluva", "úvod", "doslov", "obsah", "előszó", "utószó", "bevezetés", "tartalom", "prefață", "cuprins", "önsöz", "sonsöz", "giriş", "içindekiler",
  "пролог", "эпилог", "предисловие", "послесловие", "введение", "вступление", "содержание", "оглавление", "примечания", "заключение", "посвящение", "от автора", "от переводчика", "передмова", "епілог", "післямова", "вступ", "зміст",
  "πρόλογος", "επίλογος", "εισαγωγή", "περιεχόμενα",
);

/** Those of them that list the others: what follows is no heading. */
export const contentsNames = any(
  "contents", "table of contents", "list of illustrations", "index", "inhalt", "inhaltsverzeichnis", "table(?: des matières)?", "índice", "indice", "sumário", "inhoud", "innehåll",
  "spis treści", "obsah", "tartalom", "cuprins", "içindekiler", "содержание", "оглавление", "зміст", "περιεχόμενα", "目录", "目錄", "目次", "차례", "목차",
);
