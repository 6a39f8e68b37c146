/**
 * How names of months begin in some thirty European languages, without accents, January first. What two languages use for
 * different months is left out, but for Polish.
 */
const beginnings: readonly string[] = [
  "jan ene gen sty led tammi ιαν янв січ януари oca ian sij jaan saus",
  "feb fev fevr lut uno helmi φεβ февр лют sub velj veebr vasar",
  "mar maart mrt mars marz bre maalis μαρ мар бер ozu kov",
  "apr avr abr kwi dub huhti απρ апр квіт nis tra balan",
  "mai may mag mei maj kve touko μαι мая маи трав svi geguz",
  "jun juin giu cze cerv cervna cvn kesa ιουν июн черв юни haz iun lipn juuni birzel",
  "jul juil lug lip lipc cervenec cervence cvc heina ιουλ июл лип юли tem iul juul liep",
  "aug aout ago sie srpen srpna elo αυγ авг серп agu kol avg rugpj",
  "sep set wrz zar syys szept σεπ сент сен вер eyl ruj rugs",
  "okt oct ott out paz rij loka οκτ окт жовт eki spal",
  "nov lis marras νοε нояб лист ноем kas noi stu lapkr",
  "dez dec dic gru pro des joul δεκ дек груд ara dets",
];

const months: ReadonlyMap<string, number> = new Map(
  beginnings.flatMap((names, month) => names.split(" ").map((name) => [name, month] as const)),
);
const lengthMax = Math.max(...[...months.keys()].map(({ length }) => length));
const lengthMin = 3;

/** The month that a word names, 0 for January; `undefined` for any other word. The longest beginning that fits decides. */
export function monthOf(word: string): number | undefined {
  const plain = word
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^\p{L}]/gu, "");
  for (let length = Math.min(plain.length, lengthMax); length >= lengthMin; length -= 1) {
    const month = months.get(plain.slice(0, length));
    if (month !== undefined) return month;
  }
  return undefined;
}
