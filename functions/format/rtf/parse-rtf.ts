import { codePageOfCharset, labelOfCodePage } from "./rtf-code-pages.ts";
import { anchorTag, linkTag, noteTag, pictureTag, plainLook, type RtfLook, RtfMarkup } from "./rtf-markup.ts";
import { rtfTokens } from "./rtf-tokens.ts";

export interface ParsedRtf {
  readonly html: string;
  readonly info: ReadonlyMap<string, string>;
  /** PNG and JPEG pictures by id. */
  readonly pictures: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly mediaType: string }>;
  /** How many pictures there were in formats that no Kindle shows (metafiles). */
  readonly metafiles: number;
}

/** Deeper groups than any writer makes: what lies below is passed over. */
const depthMax = 500;

/** Where text goes. `skip` is for what no reader sees; the others collect until their group ends. */
type Destination =
  | "body"
  | "marker"
  | "skip"
  | "fonts"
  | "styles"
  | "info"
  | "picture"
  | "instruction"
  | "bookmark"
  | "note";

interface Group {
  readonly destination: Destination;
  readonly look: RtfLook;
  readonly hidden: boolean;
  readonly caps: boolean;
  readonly codePage: number;
  /** How many characters stand in for one `\u`, to be passed over. */
  readonly fallbackLength: number;
  readonly headingLevel: number;
  readonly alignment: "center" | "right" | undefined;
  readonly inTable: boolean;
  readonly listLevel: number | undefined;
  /** The key of `info` that is being read. */
  readonly infoKey: string;
  /** A link that ends with this group. */
  readonly link: string | undefined;
}

/** Headers, footers, list texts and whatever a reader of the printed page would not miss in the book. */
const skipped = new Set(
  "header headerl headerr headerf footer footerl footerr footerf colortbl filetbl revtbl rsidtbl generator themedata colorschememapping datastore latentstyles listtable listoverridetable xmlnstbl nonshppict nonesttables nesttableprops annotation atnid atnauthor comment objdata fldtype template passwordhash userprops".split(
    " ",
  ),
);
const infoKeys = new Set(["title", "author", "subject", "keywords", "doccomm", "company", "operator"]);

const characters: Readonly<Record<string, string>> = {
  tab: "\t",
  line: "\n",
  lbr: "\n",
  emdash: "—",
  endash: "–",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  bullet: "•",
  emspace: "\u2003",
  enspace: "\u2002",
  "~": "\u00a0",
  _: "\u2011",
  "-": "",
};

/** Reads what an RTF file shows. Never throws: RTF that is cut off or wrong is read as far as it goes. */
export function parseRtf(source: Uint8Array): ParsedRtf {
  const pictures = new Map<string, { bytes: Uint8Array; mediaType: string }>();
  const info = new Map<string, string>();
  const fonts = new Map<number, number>();
  const headings = new Map<number, number>();
  const notes: string[] = [];
  let metafiles = 0;
  let markup = new RtfMarkup();
  const outer: RtfMarkup[] = [];
  let group: Group = {
    destination: "body",
    look: plainLook,
    hidden: false,
    caps: false,
    codePage: 1252,
    fallbackLength: 1,
    headingLevel: 0,
    alignment: undefined,
    inTable: false,
    listLevel: undefined,
    infoKey: "",
    link: undefined,
  };
  const stack: Group[] = [];
  let isStarred = false;
  let toPassOver = 0;
  let defaultCodePage = 1252;
  let defaultFont: number | undefined;
  // What the destinations collect.
  let font = 0;
  let styleNumber = 0;
  let styleText = "";
  let instruction = "";
  let bookmark = "";
  let marker = "";
  let item: { isCounted: boolean } | undefined;
  let picture: { hex: string; binary: Uint8Array | undefined; mediaType: string | undefined } = {
    hex: "",
    binary: undefined,
    mediaType: undefined,
  };

  const say = (text: string) => {
    switch (group.destination) {
      case "body":
      case "note":
        if (!group.hidden) markup.text(group.caps ? text.toLocaleUpperCase("und") : text, group.look);
        break;
      case "info":
        info.set(group.infoKey, (info.get(group.infoKey) ?? "") + text);
        break;
      case "styles":
        styleText += text;
        break;
      case "instruction":
        instruction += text;
        break;
      case "bookmark":
        bookmark += text;
        break;
      case "picture":
        picture.hex += text.replaceAll(/\s/g, "");
        break;
      case "marker":
        marker += text;
        break;
      case "skip":
      case "fonts":
    }
  };
  const enter = (destination: Destination) => {
    group = { ...group, destination };
  };
  const look = (change: Partial<RtfLook>) => {
    group = { ...group, look: { ...group.look, ...change } };
  };

  const endParagraph = () => {
    if (group.destination !== "body" && group.destination !== "note") return;
    const listLevel = group.listLevel ?? (item === undefined ? undefined : 0);
    markup.paragraph({ ...group, listLevel, isCounted: item?.isCounted ?? false });
    item = undefined;
  };

  const close = () => {
    const ended = group;
    const after = stack.pop();
    if (after === undefined) return;
    if (ended.destination !== after.destination) {
      if (ended.destination === "picture") endPicture();
      if (ended.destination === "bookmark" && bookmark !== "") {
        markup.inline(anchorTag(bookmark));
        bookmark = "";
      }
      if (ended.destination === "note") {
        notes.push(markup.take());
        markup = outer.pop() ?? markup;
        markup.inline(noteTag(notes.length));
      }
    }
    if (ended.destination === "marker" && after.destination !== "marker") {
      // The mark itself is drawn by the device: what it says is whether the items are counted. It may stand in front of
      // the paragraph's own properties, so it is kept until the paragraph ends.
      item = { isCounted: /[\p{L}\p{N}]/u.test(marker) && !/^\s*[o§]\s*$/u.test(marker) };
      group = after;
      marker = "";
      return;
    }
    if (ended.link !== undefined && ended.link !== after.link) markup.inline("</a>");
    group = after;
  };

  const endPicture = () => {
    const bytes = picture.binary ?? Buffer.from(picture.hex, "hex");
    if (picture.mediaType === undefined) metafiles += 1;
    else if (bytes.length > 0) {
      const id = `picture-${pictures.size + 1}`;
      pictures.set(id, { bytes, mediaType: picture.mediaType });
      if (!group.hidden) markup.inline(pictureTag(id));
    }
    picture = { hex: "", binary: undefined, mediaType: undefined };
  };

  /** Words that begin a destination. True where the word was one. */
  const begins = (word: string): boolean => {
    if (word === "fonttbl") enter("fonts");
    else if (word === "stylesheet") enter("styles");
    else if (word === "info") enter("skip");
    else if (infoKeys.has(word) && stack.length <= 3) group = { ...group, destination: "info", infoKey: word };
    else if (word === "pict") enter("picture");
    else if (word === "listtext" || word === "pntext")
      enter(group.destination === "body" || group.destination === "note" ? "marker" : "skip");
    else if (word === "fldinst") {
      instruction = "";
      enter("instruction");
    } else if (word === "fldrslt") {
      const [, address, anchor] =
        /HYPERLINK\s+(?:\\l\s+"([^"]*)"|"([^"]*)"(?:\s+\\l\s+"([^"]*)")?)/i.exec(instruction)?.slice(0) ?? [];
      const target = address === undefined ? anchor : `#${address}`;
      instruction = "";
      if (target !== undefined && target !== "" && group.destination === "body") {
        markup.inline(linkTag(target));
        group = { ...group, link: target };
      }
    } else if (word === "footnote") {
      if (group.destination !== "body") enter("skip");
      else {
        outer.push(markup);
        markup = new RtfMarkup();
        group = {
          ...group,
          destination: "note",
          headingLevel: 0,
          alignment: undefined,
          inTable: false,
          look: plainLook,
        };
      }
    } else if (word === "bkmkstart") {
      enter(group.destination === "body" ? "bookmark" : "skip");
    } else if (word === "shppict" || word === "shptxt" || word === "shpinst" || word === "result") {
      // Known, though starred: what lies in them is shown.
    } else if (skipped.has(word) || isStarred) enter("skip");
    else return false;
    return true;
  };

  const control = (word: string, value: number | undefined) => {
    const isOn = value !== 0;
    switch (word) {
      case "ansicpg":
        defaultCodePage = value ?? 1252;
        group = { ...group, codePage: defaultCodePage };
        break;
      case "mac":
        defaultCodePage = 10_000;
        group = { ...group, codePage: defaultCodePage };
        break;
      case "deff":
        defaultFont = value;
        break;
      case "f":
        if (group.destination === "fonts") font = value ?? 0;
        else group = { ...group, codePage: fonts.get(value ?? 0) ?? defaultCodePage };
        break;
      case "fcharset": {
        const codePage = codePageOfCharset(value ?? 0);
        // Character set 0 says "ANSI", which is whatever the document's own code page is.
        if (codePage !== undefined && value !== 0) fonts.set(font, codePage);
        break;
      }
      case "uc":
        group = { ...group, fallbackLength: Math.min(Math.max(value ?? 1, 0), 10) };
        break;
      case "u":
        say(String.fromCharCode((value ?? 63) & 0xffff));
        toPassOver = group.fallbackLength;
        break;
      case "plain":
        group = {
          ...group,
          look: plainLook,
          hidden: false,
          caps: false,
          codePage: fonts.get(defaultFont ?? -1) ?? defaultCodePage,
        };
        break;
      case "b":
        look({ bold: isOn });
        break;
      case "i":
        look({ italic: isOn });
        break;
      case "ul":
      case "uld":
      case "uldb":
      case "ulw":
        look({ underline: isOn });
        break;
      case "ulnone":
        look({ underline: false });
        break;
      case "strike":
      case "striked":
        look({ strike: isOn });
        break;
      case "scaps":
        look({ smallCaps: isOn });
        break;
      case "super":
        look({ raised: isOn ? "sup" : undefined });
        break;
      case "sub":
        look({ raised: isOn ? "sub" : undefined });
        break;
      case "nosupersub":
        look({ raised: undefined });
        break;
      case "caps":
        group = { ...group, caps: isOn };
        break;
      case "v":
        group = { ...group, hidden: isOn };
        break;
      case "pard":
        group = {
          ...group,
          headingLevel: 0,
          alignment: undefined,
          inTable: false,
          listLevel: undefined,
        };
        break;
      case "ls":
        group = { ...group, listLevel: value === 0 ? undefined : (group.listLevel ?? 0) };
        break;
      case "ilvl":
        if (group.listLevel !== undefined) group = { ...group, listLevel: Math.min(Math.max(value ?? 0, 0), 8) };
        break;
      case "intbl":
        group = { ...group, inTable: true };
        break;
      case "qc":
        group = { ...group, alignment: "center" };
        break;
      case "qr":
        group = { ...group, alignment: "right" };
        break;
      case "ql":
      case "qj":
        group = { ...group, alignment: undefined };
        break;
      case "outlinelevel":
        if (group.destination === "styles") headings.set(styleNumber, (value ?? 8) + 1);
        else if ((value ?? 9) < 9) group = { ...group, headingLevel: Math.min((value ?? 0) + 1, 6) };
        break;
      case "s":
        if (group.destination === "styles") {
          styleNumber = value ?? 0;
          styleText = "";
        } else group = { ...group, headingLevel: headings.get(value ?? -1) ?? 0 };
        break;
      case "par":
      case "sect":
      case "page":
      // Tables in tables would not be readable on a small page: their cells are paragraphs of the outer one.
      case "nestcell":
        endParagraph();
        break;
      case "cell":
        if (group.destination === "body") markup.cell();
        break;
      case "row":
        if (group.destination === "body") markup.row();
        break;
      case "pngblip":
        picture.mediaType = "image/png";
        break;
      case "jpegblip":
        picture.mediaType = "image/jpeg";
        break;
      default: {
        const text = characters[word];
        if (text !== undefined) say(text);
      }
    }
  };

  for (const token of rtfTokens(source)) {
    switch (token.kind) {
      case "open":
        toPassOver = 0;
        stack.push(group);
        if (stack.length > depthMax) enter("skip");
        isStarred = false;
        break;
      case "close": {
        toPassOver = 0;
        const name = /^heading (\d)/i.exec(styleText.trim());
        if (group.destination === "styles" && name !== null) {
          headings.set(styleNumber, Math.min(Number(name[1]), 6));
          styleText = "";
        }
        close();
        isStarred = false;
        break;
      }
      case "control":
        if (token.word === "*") isStarred = true;
        else if (group.destination === "skip" && !infoKeys.has(token.word)) isStarred = false;
        else {
          if (!begins(token.word)) control(token.word, token.value);
          isStarred = false;
        }
        break;
      case "binary":
        if (group.destination === "picture") picture.binary = token.bytes;
        break;
      case "bytes": {
        const bytes = toPassOver > 0 ? token.bytes.slice(toPassOver) : token.bytes;
        toPassOver = Math.max(toPassOver - token.bytes.length, 0);
        if (bytes.length > 0) say(new TextDecoder(labelOfCodePage(group.codePage)).decode(Uint8Array.from(bytes)));
      }
    }
  }
  while (stack.length > 0) close();
  const body = markup.take();
  const asides = notes.map((note, at) => `<aside epub:type="footnote" id="note-${at + 1}">${note}</aside>`);
  return { html: body + asides.join(""), info, pictures, metafiles };
}
