import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** What is wrong with a newspaper of the local press. */
export const faults = [
  "none",
  "none",
  "none",
  "slow",
  "broken XML",
  "busy at first",
  "moved",
  "wrong encoding",
  "no validators",
  "truncated",
  "missing",
  "gone",
  "failing",
  "challenge",
] as const;
export type Fault = (typeof faults)[number];

/** Of those, what nothing can be read from. */
export const hopeless: readonly Fault[] = ["truncated", "missing", "gone", "failing", "challenge"];

export interface Paper {
  readonly number: number;
  readonly fault: Fault;
  readonly feedUrl: string;
}

export interface LocalPress {
  readonly papers: readonly Paper[];
  /** Host and port of all of them, for FETCH_ALLOW. */
  readonly allow: readonly string[];
  readonly requests: () => number;
  titlesOf(paper: Paper): readonly string[];
  close(): Promise<void>;
}

interface Options {
  readonly papers: number;
  readonly articlesEach: number;
  readonly start: Date;
  /** In which all articles are published, in hours. */
  readonly hours: number;
  readonly now: () => Date;
}

const words =
  "river bridge tram market harbour letter garden winter engine window station paper light council bread".split(" ");

/** Sentences that no other article has: its number decides every word. */
function sentences(seed: number): string {
  let state = seed * 2_654_435_761 + 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  const paragraph = () =>
    `<p>${Array.from({ length: 60 }, () => `${words[next() % words.length]}${next() % 97}`).join(" ")}, as was said on that day.</p>`;
  return Array.from({ length: 4 }, paragraph).join("");
}

function titleOf(number: number, article: number): string {
  return `Paper ${number} on matter ${article} of the café`;
}

/** Newspapers on loopback, each on a port of its own, some of them with faults; what they print depends on the time. */
export async function openLocalPress({ papers: count, articlesEach, start, hours, now }: Options): Promise<LocalPress> {
  let requests = 0;
  const servers = Array.from({ length: count }, (_, number) =>
    createServer((request, response) => {
      requests += 1;
      answer(number, request, response);
    }),
  );
  for (const server of servers) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hosts = servers.map((server) => `127.0.0.1:${(server.address() as AddressInfo).port}`);
  const hostOf = (number: number) => hosts[number] ?? "";
  const papers: Paper[] = Array.from({ length: count }, (_, number) => ({
    number,
    fault: faults[number % faults.length] ?? "none",
    feedUrl: `http://${hostOf(number)}/feed`,
  }));
  const publishedAt = (article: number, number: number) =>
    new Date(start.getTime() + ((article + number / count) / articlesEach) * hours * 3_600_000);
  const printed = (number: number) =>
    Array.from({ length: articlesEach }, (_, article) => article).filter(
      (article) => publishedAt(article, number) <= now(),
    );

  const feedOf = (number: number) => {
    const items = printed(number).map(
      (article) =>
        `<item><guid isPermaLink="false">${number}-${article}</guid><title>${titleOf(number, article)}</title>` +
        `<link>http://${hostOf(number)}/a/${article}</link><pubDate>${publishedAt(article, number).toUTCString()}</pubDate>` +
        `<description>In short, matter ${article}.</description></item>`,
    );
    return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Paper ${number}</title>${items.join("\n")}</channel></rss>`;
  };

  function answer(number: number, request: IncomingMessage, response: ServerResponse): void {
    const paper = papers[number];
    const url = request.url ?? "/";
    if (paper === undefined || url === "/robots.txt") return end(response, 404);
    if (url.startsWith("/a/")) {
      const article = Number(url.slice(3));
      response.setHeader("content-type", "text/html; charset=utf-8");
      return void response.end(
        `<html lang="en"><head><title>${titleOf(number, article)}</title></head><body><nav>Menu</nav><article><h1>${titleOf(number, article)}</h1>${sentences(number * 1000 + article)}</article></body></html>`,
      );
    }
    const { fault } = paper;
    const isLater = now().getTime() - start.getTime() > 6 * 3_600_000;
    if (fault === "missing") return end(response, 404);
    if (fault === "gone") return end(response, 410);
    if (fault === "failing") return end(response, 500);
    if (fault === "challenge") return end(response, 403, { "cf-mitigated": "challenge", "content-type": "text/html" });
    if (fault === "busy at first" && !isLater) return end(response, 429, { "retry-after": "3600" });
    if (fault === "moved" && url === "/feed") return end(response, 301, { location: "/moved/feed" });
    response.setHeader("content-type", "application/rss+xml");
    const tag = `"${printed(number).length}"`;
    if (fault !== "no validators") {
      if (request.headers["if-none-match"] === tag) return end(response, 304, { etag: tag });
      response.setHeader("etag", tag);
    }
    const text = feedOf(number);
    if (fault === "truncated") {
      const whole = gzipSync(text);
      response.setHeader("content-encoding", "gzip");
      return void response.end(whole.subarray(0, Math.min(30, whole.length)));
    }
    if (fault === "wrong encoding") return void response.end(Buffer.from(text, "latin1"));
    if (fault === "broken XML") return void response.end(text.replaceAll("</description>", " & <b></description>"));
    if (fault === "slow") {
      response.write(text.slice(0, 40));
      setTimeout(() => response.end(text.slice(40)), 20);
      return;
    }
    response.end(text);
  }

  return {
    papers,
    allow: papers.map(({ number }) => hostOf(number)),
    requests: () => requests,
    titlesOf: ({ number }) => Array.from({ length: articlesEach }, (_, article) => titleOf(number, article)),
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      }
    },
  };
}

function end(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, headers);
  response.end();
}
