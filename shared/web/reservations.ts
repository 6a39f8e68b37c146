/** What a publisher reserves beyond what robots.txt says. Facts: what follows from them is decided elsewhere. */
export interface Reservations {
  /** No copy of the page is to be kept for others to read. */
  readonly noArchive: boolean;
  /** Rights to text and data mining are reserved (TDM Reservation Protocol). */
  readonly tdmReserved: boolean;
  /** Where the conditions for mining are found. */
  readonly tdmPolicy: string | undefined;
}

/** One `meta` element of a page. */
export interface MetaElement {
  readonly name: string;
  readonly content: string;
}

const archiving = new Set(["noarchive", "nocache", "none"]);
/** Directives that have a value behind a colon: what stands before it is no robot's name. */
const valued = new Set(["unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"]);

/**
 * What the header of an answer and the `meta` elements of its page reserve, for one robot and for all.
 *
 * @param headers by lower-case name, several of one name joined with a comma
 */
export function reservationsOf(
  headers: Readonly<Record<string, string>>,
  metas: readonly MetaElement[],
  productToken: string,
): Reservations {
  const token = productToken.toLowerCase();
  const named = (...names: readonly string[]) =>
    metas.filter(({ name }) => names.includes(name.trim().toLowerCase())).map(({ content }) => content);
  const directives = [
    ...headerDirectives(headers["x-robots-tag"] ?? "", token),
    ...named("robots", token).flatMap((content) => content.split(",").map((one) => one.trim().toLowerCase())),
  ];
  const tdm = [headers["tdm-reservation"], ...named("tdm-reservation")];
  const policy = [headers["tdm-policy"], ...named("tdm-policy")].find((one) => one !== undefined && one.trim() !== "");
  return {
    noArchive: directives.some((directive) => archiving.has(directive)),
    tdmReserved: tdm.some((one) => one?.trim() === "1"),
    tdmPolicy: policy?.trim(),
  };
}

/** `noindex, otherbot: noarchive, nofollow, kindlecontentserver: none`: a name holds until the next one. */
function headerDirectives(header: string, token: string): readonly string[] {
  let isForUs = true;
  const found: string[] = [];
  for (const part of header.toLowerCase().split(",")) {
    const [, name, rest = ""] = /^\s*([a-z0-9_-]+)\s*:(.*)$/u.exec(part) ?? [];
    if (name === undefined || valued.has(name)) {
      if (isForUs) found.push(part.trim());
      continue;
    }
    isForUs = name === token;
    if (isForUs) found.push(rest.trim());
  }
  return found;
}
