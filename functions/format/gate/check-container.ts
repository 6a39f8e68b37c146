import type { Check } from "./check.ts";

export const containerChecks: readonly Check[] = [
  {
    rule: "K1",
    sentence: "The first entry is mimetype: stored, without extra field, of exactly 20 bytes.",
    repair: "The archive is always written anew, that entry first.",
    find: ({ head }) => {
      const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
      const text = Buffer.from(head).toString("latin1");
      const kept =
        head.length === 58 &&
        view.getUint16(8, true) === 0 &&
        view.getUint32(22, true) === 20 &&
        view.getUint16(26, true) === 8 &&
        view.getUint16(28, true) === 0 &&
        text.slice(30) === "mimetypeapplication/epub+zip";
      return kept ? [] : [text.slice(30)];
    },
  },
  {
    rule: "K2",
    sentence: "Nothing in it is encrypted.",
    repair: "A protected source is refused when it comes in; obfuscated fonts are left out.",
    find: ({ names }) => names.filter((name) => /^META-INF\/(encryption|rights)\.xml$|sinf\.xml$/.test(name)),
  },
  {
    rule: "K3",
    sentence: "Entry names are plain ASCII without spaces, unique ignoring case.",
    repair: "Every file gets a generated name, and every reference to it with it.",
    find: ({ names }) => {
      const folded = names.map((name) => name.toLowerCase());
      return names.filter(
        (name, index) => !/^[A-Za-z0-9._/-]+$/.test(name) || folded.indexOf(name.toLowerCase()) !== index,
      );
    },
  },
  {
    rule: "K4",
    sentence: "Every entry is declared, and every declared one is there.",
    repair: "Only what the model holds is written, and the manifest is made of the same list.",
    find: ({ names, items }) => {
      const expected = new Set([
        "mimetype",
        "META-INF/container.xml",
        "OEBPS/content.opf",
        ...items.map(({ href }) => `OEBPS/${href}`),
      ]);
      return [...names.filter((name) => !expected.has(name)), ...[...expected].filter((name) => !names.includes(name))];
    },
  },
];
