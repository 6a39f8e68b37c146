import { expect, it } from "@jest/globals";
import { hoursLater } from "./function-fleet.ts";
import { command, type DeliveryShown, type PipelineWorld, untilListed } from "./pipeline-world.ts";

interface Edition {
  readonly status: string;
  readonly articles: readonly string[];
}
interface Article {
  readonly id: string;
  readonly title: string;
  readonly shortfall?: unknown;
}

/** A newspaper, from its feed to the mail. */
export function oneDigest(world: () => PipelineWorld): void {
  it("has a feed fetched, its articles extracted, and an edition mailed once its time has come", async () => {
    const { cloud, carrier, press } = world();
    const [paper] = press.papers;
    if (paper === undefined) throw new Error("There is no newspaper");
    const mailsBefore = carrier.accepted().length;
    const { id: feedId } = await command<{ id: string }>(cloud, "/api/feeds", { url: paper.feedUrl }, "subscribe");
    expect(await cloud.tick()).toBe(204);
    const titles = press.titlesOf(paper);
    const extracted = { withinMs: 90_000, what: "the articles to be extracted" };
    const articles = await untilListed<Article>(
      cloud,
      "/api/articles",
      (all) => all.length >= titles.length,
      extracted,
    );
    expect(articles.map(({ title }) => title).toSorted()).toEqual([...titles].toSorted());
    expect(articles.filter(({ shortfall }) => shortfall !== undefined)).toEqual([]);

    await command(cloud, "/api/digests", { name: "Morning", cron: "0 * * * *", feeds: [feedId] }, "define");
    // An hour later for who looks what is due: the full hour has struck.
    await cloud.functions.get("poll")?.replace(hoursLater(1));
    expect(await cloud.tick()).toBe(204);
    const printed = { withinMs: 90_000, what: "the edition to be ready" };
    const isReady = (all: readonly Edition[]) => all.some(({ status }) => status === "ready");
    const [edition] = await untilListed<Edition>(cloud, "/api/editions", isReady, printed);
    expect(edition?.articles.toSorted()).toEqual(articles.map(({ id }) => id).toSorted());
    const mailed = { withinMs: 60_000, what: "the edition to be mailed" };
    const isSent = (all: readonly DeliveryShown[]) => ofEdition(all).some(({ status }) => status === "sent");
    const [delivery] = ofEdition(await untilListed<DeliveryShown>(cloud, "/api/deliveries", isSent, mailed));
    expect(
      carrier
        .accepted()
        .slice(mailsBefore)
        .map(({ deliveryId }) => deliveryId),
    ).toEqual([delivery?.id]);
    await cloud.functions.get("poll")?.replace(hoursLater(0));
    expect(cloud.deadLetters()).toBe(0);
  }, 300_000);
}

function ofEdition(all: readonly DeliveryShown[]): readonly DeliveryShown[] {
  return all.filter(({ kind }) => kind === "edition");
}
