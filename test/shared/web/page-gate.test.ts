import { describe, expect, it } from "@jest/globals";
import type { Web, WebAnswer, WebAnswered } from "../../../shared/ports/web.ts";
import { pageGate, robotsHostsMax, robotsMaxAgeMs, robotsRetryMs } from "../../../shared/web/page-gate.ts";
import { virtualTime } from "../../virtual-time.ts";

function answer(status: number, body = ""): WebAnswered {
  return { outcome: "answered", status, url: "", hops: [], headers: {}, body: Buffer.from(body), wireBytes: 0 };
}
const failed: WebAnswer = { outcome: "failed", code: "web/timeout", reason: "Too slow", hops: [] };
const refused: WebAnswer = { outcome: "refused", code: "web/too-many-redirects", reason: "Too many", hops: [] };
const no = answer(200, "User-agent: *\nDisallow: /private");

/** A gate behind which a web lies that gives these answers, one after the other, the last one for ever. */
function gateTo(...answers: readonly WebAnswer[]) {
  const asked: string[] = [];
  const time = virtualTime();
  const web: Web = {
    get: ({ url, purpose }) => {
      const given = answers[Math.min(asked.length, answers.length - 1)] ?? failed;
      asked.push(`${purpose} ${url}`);
      return Promise.resolve(given);
    },
    post: () => Promise.reject(new Error("Nothing is sent here")),
  };
  const gate = pageGate({ web, clock: time });
  const may = async (url: string) => {
    const found = await gate.mayFetchPage(url);
    return found.allowed ? "allowed" : found.code;
  };
  return { asked, time, gate, may };
}

describe("an article page", () => {
  it("is fetched where its host's robots.txt lets us, which is asked once a day", async () => {
    const { asked, time, may } = gateTo(no);
    expect(await Promise.all([may("https://a.example/x?y"), may("https://a.example/private/1")])).toEqual([
      "allowed",
      "robots/disallowed",
    ]);
    time.advance(robotsMaxAgeMs - 1);
    expect(await may("https://a.example/private#x")).toBe("robots/disallowed");
    expect(asked).toEqual(["robots https://a.example/robots.txt"]);
    time.advance(1);
    await Promise.all([may("https://a.example/x"), may("https://a.example/y")]);
    await may("http://a.example/x");
    await may("https://a.example:8443/x");
    expect(asked).toEqual([
      "robots https://a.example/robots.txt",
      "robots https://a.example/robots.txt",
      "robots http://a.example/robots.txt",
      "robots https://a.example:8443/robots.txt",
    ]);
  });

  it("is told how long its host wants to be left alone after it", async () => {
    const { gate } = gateTo(answer(200, "User-agent: *\nCrawl-delay: 4\nDisallow: /private"));
    expect(await gate.mayFetchPage("https://a.example/x")).toEqual({ allowed: true, pauseMs: 4000 });
    expect(await gate.mayFetchPage("https://a.example/private")).toMatchObject({ allowed: false });
  });

  it.each([
    ["there is none", answer(404), "allowed"],
    ["nobody may see it", answer(403), "allowed"],
    ["it leads nowhere", refused, "allowed"],
    ["the host is busy", answer(429), "robots/unreachable"],
    ["the host is broken", answer(503), "robots/unreachable"],
    ["the host is gone", failed, "robots/unreachable"],
    ["it is cut off", { ...failed, partial: no } satisfies WebAnswer, "robots/disallowed"],
  ])("is fetched or not where %s", async (_why, given, expected) => {
    const { may } = gateTo(given);
    expect(await may("https://a.example/private")).toBe(expected);
  });

  it("is judged by the last word of a host that cannot be reached any more, which is asked again soon", async () => {
    const { asked, time, may } = gateTo(failed, no, failed, answer(404));
    expect(await may("https://a.example/x")).toBe("robots/unreachable");
    time.advance(robotsRetryMs);
    expect(await may("https://a.example/x")).toBe("allowed");
    time.advance(robotsMaxAgeMs);
    expect(await may("https://a.example/private")).toBe("robots/disallowed");
    expect(await may("https://a.example/x")).toBe("allowed");
    expect(asked).toHaveLength(3);
    time.advance(robotsRetryMs);
    expect(await may("https://a.example/private")).toBe("allowed");
  });

  it("is not waited for longer than its caller wants, nor does that end it for others", async () => {
    const { gate, may } = gateTo(no);
    const signal = AbortSignal.abort();
    const first = gate.mayFetchPage("https://a.example/x", signal);
    const second = may("https://a.example/x");
    expect(await first).toMatchObject({ allowed: false, code: "robots/unreachable" });
    expect(await second).toBe("allowed");
  });

  it("has an address on the web", async () => {
    const { asked, may } = gateTo(no);
    for (const url of ["", "x", "mailto:a@b", "file:///etc/passwd"]) expect(await may(url)).toBe("robots/bad-address");
    expect(asked).toEqual([]);
  });

  it("has its host remembered among the last that were asked about, and no more", async () => {
    const { asked, may } = gateTo(no);
    await may("https://first.example/");
    await may("https://second.example/");
    for (let host = 2; host < robotsHostsMax; host += 1) await may(`https://h${host}.example/`);
    await may("https://first.example/");
    await may("https://last.example/");
    expect(asked).toHaveLength(robotsHostsMax + 1);
    await may("https://first.example/");
    expect(asked).toHaveLength(robotsHostsMax + 1);
    await may("https://second.example/");
    expect(asked).toHaveLength(robotsHostsMax + 2);
  });
});
