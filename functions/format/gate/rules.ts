/** Where a rule of KINDLE-RULES is held: by a check of the finished file, or by who sends it. */
export type Held = "gate" | { readonly by: "deliver"; readonly in: string; readonly test: string };

/** How many rules there are: K1 to K51. */
export const rulesCount = 51;

/** The rules that are no business of the file: they are about the mail, and kept where it is written. */
const heldElsewhere: Readonly<Record<string, Held>> = {
  // A file name, a plain body that is not empty, ordinary headers.
  K50: { by: "deliver", in: "functions/deliver/mail-for.ts", test: "test/functions/deliver/mail-for.test.ts" },
  // The library shows the attachment's name.
  K51: {
    by: "deliver",
    in: "shared/attachment-name.ts",
    test: "test/shared/attachment-name.test.ts",
  },
};

/** Every rule, and where it is held. */
export const rules: readonly (readonly [rule: string, held: Held])[] = Array.from(
  { length: rulesCount },
  (_, index) => {
    const rule = `K${index + 1}`;
    return [rule, heldElsewhere[rule] ?? "gate"] as const;
  },
);
