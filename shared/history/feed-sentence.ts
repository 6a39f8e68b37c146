import type { AnyEvent } from "../../events/catalogue.ts";
import { durationInWords } from "../duration-in-words.ts";
import { joined, list, quoted } from "./sentence-parts.ts";

type FeedEvent = Extract<AnyEvent, { name: `feed.${string}` | `article.${string}` }>;

/** What happened to a feed or an article. */
export function feedSentence(event: FeedEvent): string {
  switch (event.name) {
    case "feed.subscribed": {
      const { title, url, folders } = event.data;
      const where = folders.length === 0 ? "" : ` It lies in ${list(folders.map(quoted))}.`;
      return `Subscribed to ${quoted(title ?? url)}.${where}`;
    }
    case "feed.changed":
      return changeSentence(event.data);
    case "feed.unsubscribed":
      return "Unsubscribed: what it brings is in no new edition any more.";
    case "feed.due":
      return event.data.by === "reader" ? "You asked to fetch it now." : "It is time to ask for it.";
    case "feed.pushed":
      return "Its hub has sent what is new in it.";
    case "feed.fetched": {
      const { title, items, itemsNew, damage } = event.data;
      const news = itemsNew === 0 ? "none of them new" : itemsNew === 1 ? "one of them new" : `${itemsNew} of them new`;
      const counted = items === 1 ? "one article" : `${items} articles`;
      const mended = damage.length === 0 ? "" : `It is damaged, and was read all the same: ${list(damage)}.`;
      return joined(`Fetched ${quoted(title)}: ${counted}, ${news}.`, mended);
    }
    case "feed.failed": {
      const { message, failures, gone, nextFetchAt } = event.data;
      if (gone) return joined("It is gone.", message, "It is not asked for any more.");
      const waitMs = Date.parse(nextFetchAt) - Date.parse(event.occurredAt);
      const times = failures === 1 ? "" : `That is ${failures} times in a row.`;
      const next = waitMs > 0 ? `It is asked again in ${durationInWords(waitMs)}.` : "It is asked again at once.";
      return joined("It could not be fetched.", message, times, next);
    }
    case "feed.moved": {
      const { to, why, leadsTo } = event.data;
      const other = leadsTo === undefined ? "" : "That one is followed already, and brings what this one would.";
      if (why === "page") return joined(`The page names its feed: ${to}.`, other);
      const said = why === "redirect" ? "Its server has said for days that it" : "It says that it";
      return joined(`${said} has moved to ${to}.`, other);
    }
    case "article.found":
      return `${quoted(event.data.feedTitle)} has something new: ${quoted(event.data.title)}.`;
    case "article.extracted": {
      const { title, words, shortfall } = event.data;
      const length = words === 1 ? "one word" : `${words} words`;
      if (shortfall === undefined) return `Got the whole of ${quoted(title)}: ${length}.`;
      return joined(`Of ${quoted(title)} the full text could not be had (${length} are there).`, shortfall.message);
    }
  }
}

const weights: Readonly<Record<number, string>> = {
  [-2]: "rarely",
  [-1]: "less",
  0: "as any other",
  1: "more",
  2: "always",
};

function changeSentence({ title, folders, weight }: Extract<FeedEvent, { name: "feed.changed" }>["data"]): string {
  const named = title === undefined ? "" : title === "" ? "It goes by its own name again." : `Called ${quoted(title)}.`;
  const kept =
    folders === undefined
      ? ""
      : folders.length === 0
        ? "Taken out of its folder."
        : `Put into ${list(folders.map(quoted))}.`;
  const valued = weight === undefined ? "" : `You value it from now on: ${weights[weight] ?? weight}.`;
  return joined(named, kept, valued) || "Nothing was changed.";
}
