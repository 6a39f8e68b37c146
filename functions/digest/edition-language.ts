import type { ChosenArticle } from "../../shared/digests/choose-articles.ts";
import type { DigestSource } from "../../shared/digests/gather-candidates.ts";

/** That of most of its words; of an edition without any, that of most of its feeds. English where nobody says. */
export function editionLanguage(chosen: readonly ChosenArticle[], sources: readonly DigestSource[]): string {
  const words = chosen.map(({ article }) => ({ language: article.language, weight: article.words }));
  const feeds = sources.map(({ feed }) => ({ language: feed?.language ?? "", weight: 1 }));
  return heaviest(words) ?? heaviest(feeds) ?? "en";
}

function heaviest(parts: readonly { readonly language: string; readonly weight: number }[]): string | undefined {
  const weights = new Map<string, number>();
  for (const { language, weight } of parts) {
    const primary = /^[a-z]{2,3}(?![a-z])/u.exec(language.toLowerCase())?.[0] ?? "und";
    if (primary !== "und") weights.set(primary, (weights.get(primary) ?? 0) + weight);
  }
  return [...weights].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}
