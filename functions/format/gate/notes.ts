import type { Warning } from "../../../events/values.ts";

/** Tells of one repair: what made it necessary, and what it was about. */
export type Note = (repair: Repair, about?: string) => void;

type Repair = keyof typeof wordings;

/** The repairs of one document, counted: a book with a thousand dead links gets one sentence about them. */
export interface Notes {
  readonly note: Note;
  readonly warnings: () => readonly Warning[];
}

export function takeNotes(): Notes {
  const counts = new Map<Repair, Map<string, number>>();
  return {
    note(repair, about = "") {
      const ofRule = counts.get(repair) ?? new Map<string, number>();
      counts.set(repair, ofRule);
      if (ofRule.size < 20 || ofRule.has(about)) ofRule.set(about, (ofRule.get(about) ?? 0) + 1);
    },
    warnings: () =>
      [...counts].map(([repair, abouts]) => {
        const total = [...abouts.values()].reduce((sum, one) => sum + one, 0);
        return { rule: ruleOf[repair] ?? repair, ...wordings[repair](total, abouts) };
      }),
  };
}

/** Repairs that share a rule with another one. */
const ruleOf: Partial<Record<Repair, string>> = {
  badDate: "K12",
  links: "K17",
  drawn: "K44",
  converted: "K41",
  animated: "K41",
  upright: "K42",
  unusable: "K41",
  enlarged: "K14",
  titleless: "K13",
  recognised: "K7",
};

type Wording = (count: number, abouts: ReadonlyMap<string, number>) => { found: string; done: string };

const count = (number: number, one: string, many = `${one}s`) => (number === 1 ? `1 ${one}` : `${number} ${many}`);
const list = (abouts: ReadonlyMap<string, number>) =>
  [...abouts.keys()]
    .filter((about) => about !== "")
    .slice(0, 5)
    .join(", ");
const reasons = (abouts: ReadonlyMap<string, number>) => [...abouts.keys()].slice(0, 3).join("; or because ");

/** What a repair is called, in words for the reader of the book. */
const wordings = {
  K5: (_, abouts) => ({
    found: "The file does not say what it is called.",
    done: `It is called “${list(abouts)}” now.`,
  }),
  K7: (_, abouts) => ({
    found:
      list(abouts) === ""
        ? "The file does not say in which language it is."
        : `“${list(abouts)}” is no language that a Kindle knows.`,
    done: "It is treated as English, which decides on dictionary and hyphenation.",
  }),
  recognised: (_, abouts) => ({
    found: "The file does not say in which language it is, or not rightly.",
    done: `Its text is in ${list(abouts)}, and is treated as that.`,
  }),
  badDate: () => ({ found: "The date of publication is not written as a date.", done: "It was left out." }),
  K13: () => ({ found: "The cover picture cannot be shown.", done: "A cover was drawn." }),
  K15: () => ({
    found: "The cover picture was a page of its own as well.",
    done: "The page was left out; a Kindle shows the cover by itself.",
  }),
  K17: (number) => ({
    found: `${count(number, "entry of the contents leads", "entries of the contents lead")} nowhere.`,
    done: "They were left out, and what lay below them kept.",
  }),
  K18: () => ({ found: "The contents are not in the order of the text.", done: "They were put in its order." }),
  K19: () => ({ found: "The contents have more than two levels.", done: "The deeper ones were lifted to the second." }),
  K25: (number, abouts) => ({
    found: `${count(number, "thing")} that a Kindle cannot show (${list(abouts)}).`,
    done: "Left out; text was kept.",
  }),
  K28: (_, abouts) => ({
    found: `${[...abouts].map(([where, number]) => `${count(number, "picture is", "pictures are")} ${where}`).join(", ")}.`,
    done: "Their descriptions stand in their place, where they have any.",
  }),
  K30: (number) => ({
    found: `${count(number, "hidden passage")}.`,
    done: "Left out, as they are meant not to be seen.",
  }),
  K33: () => ({ found: "A table has more columns than a Kindle shows.", done: "Its rows are written as lines." }),
  K41: (number, abouts) => ({
    found: `${count(number, "picture")} of a kind that a Kindle does not show (${list(abouts)}).`,
    done: "Their descriptions stand in their place, where they have any.",
  }),
  K43: (number) => ({
    found: `${count(number, "picture is", "pictures are")} not what the file says they are.`,
    done: "Their type was taken from what they contain.",
  }),
  K44: (number) => ({
    found: `${count(number, "drawing")} in SVG, which a Kindle garbles.`,
    done: "The words in them were kept.",
  }),
  drawn: (number) => ({
    found: `${count(number, "drawing")} in SVG, which a Kindle garbles.`,
    done: number === 1 ? "A picture was made of it." : "Pictures were made of them.",
  }),
  converted: (number, abouts) => ({
    found: `${count(number, "picture")} of a kind that a Kindle does not show (${list(abouts)}).`,
    done: "Converted to one that it shows.",
  }),
  animated: (number) => ({ found: `${count(number, "moving picture")}.`, done: "The first of its images is shown." }),
  upright: (number) => ({
    found: `${count(number, "picture lies on its side", "pictures lie on their side")}.`,
    done: "Turned upright.",
  }),
  K42: (number) => ({
    found: `${count(number, "picture")} in the colours of print.`,
    done: "Converted to those of a screen.",
  }),
  K45: (number) => ({
    found: `${count(number, "picture is", "pictures are")} larger than the screen of a Kindle.`,
    done: "Scaled to what it shows.",
  }),
  unusable: (number, abouts) => ({
    found: `${count(number, "picture")} cannot be shown, because ${reasons(abouts)}.`,
    done: "Left out; descriptions stand in their place, where there are any.",
  }),
  K14: () => ({ found: "The cover picture is too small for a Kindle.", done: "A cover was drawn." }),
  titleless: () => ({
    found: "The title is in letters that covers cannot be drawn with here.",
    done: "The cover that was drawn bears a book instead; the library shows the title beside it.",
  }),
  enlarged: () => ({
    found: "The cover picture is smaller than a Kindle wants it.",
    done: "It was enlarged in its proportions.",
  }),
  links: (number) => ({ found: `${count(number, "link leads", "links lead")} nowhere.`, done: "Their text was kept." }),
} as const satisfies Record<string, Wording>;
