/** How each element of a source is treated. Names that are not here are passed through: their content stays. */

/** Gone with everything in them: no text for readers (K25). */
export const droppedElements = new Set(
  (
    "script style template head title meta link base iframe frame frameset noframes embed applet audio video canvas " +
    "source track param area map datalist select optgroup option progress meter dialog portal xml basefont bgsound " +
    "command keygen slot rp"
  ).split(" "),
);

/** Of those, the ones whose loss a reader may notice, as a reader would call them. */
export const noticedElements = new Map(
  Object.entries({
    iframe: "embedded page",
    frame: "embedded page",
    embed: "embedded object",
    applet: "program",
    object: "embedded object",
    audio: "sound recording",
    video: "video",
    canvas: "drawing made by a script",
  }),
);

/** Inline elements that stay, and what they are called now. */
export const inlineElements = new Map(
  Object.entries({
    abbr: "abbr",
    acronym: "abbr",
    b: "b",
    bdi: "bdi",
    bdo: "bdo",
    big: "span",
    blink: "span",
    cite: "cite",
    code: "code",
    del: "del",
    dfn: "dfn",
    em: "em",
    font: "span",
    i: "i",
    ins: "ins",
    kbd: "kbd",
    label: "span",
    mark: "mark",
    q: "q",
    s: "s",
    samp: "samp",
    small: "small",
    span: "span",
    strike: "s",
    strong: "strong",
    sub: "sub",
    sup: "sup",
    tt: "code",
    u: "u",
    var: "var",
  }),
);

/** Elements that only group: their blocks stand on their own, in a flat text that splits anywhere. */
export const groupingElements = new Set(
  (
    "html body div section article main header footer nav aside hgroup address form fieldset details center " +
    "figure-group search noscript object marquee multicol content slot-content"
  ).split(" "),
);

/** Elements that hold one run of text. Text blocks inside of strict ones become line ends. */
export const leafElements = new Map(
  Object.entries({
    p: { name: "p", strict: false },
    summary: { name: "p", strict: false },
    legend: { name: "p", strict: false },
    h1: { name: "h1", strict: true },
    h2: { name: "h2", strict: true },
    h3: { name: "h3", strict: true },
    h4: { name: "h4", strict: true },
    h5: { name: "h5", strict: true },
    h6: { name: "h6", strict: true },
    pre: { name: "pre", strict: true },
    listing: { name: "pre", strict: true },
    xmp: { name: "pre", strict: true },
    plaintext: { name: "pre", strict: true },
    textarea: { name: "pre", strict: true },
  }),
);

export const headingPattern = /^h[1-6]$/;

/** BCP 47 as far as an attribute needs it: a bad tag is left out, and the text keeps the book's language. */
export const languagePattern = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;
