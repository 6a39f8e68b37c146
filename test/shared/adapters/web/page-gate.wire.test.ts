import { gzipSync } from "node:zlib";
import { expect, it } from "@jest/globals";
import { pageGate } from "../../../../shared/web/page-gate.ts";
import { redirect, scriptedServer } from "../../../local-web/scripted-server.ts";
import { webTo } from "./web-in-test.ts";

it("asks for robots.txt through the guarded door, once, by our name, behind redirects and compression", async () => {
  const server = await scriptedServer();
  const { web, time } = webTo([server]);
  try {
    server.route("/robots.txt", redirect(301, "/real/robots.txt"));
    const rules = "User-agent: *\nDisallow: /\n\nUser-agent: KindleContentServer\nDisallow: /private\n";
    server.route("/real/robots.txt", { body: gzipSync(rules), headers: { "content-encoding": "gzip" } });
    const gate = pageGate({ web, clock: time });
    const pages = ["/article?x=1", "/private/article", "/other"].map((path) => gate.mayFetchPage(server.origin + path));
    expect((await Promise.all(pages)).map(({ allowed }) => allowed)).toEqual([true, false, true]);
    expect(server.requests.map(({ path, headers }) => [path, headers["user-agent"]])).toEqual([
      ["/robots.txt", "KindleContentServer/1.2.3 (+https://reader.example/about; robots.txt)"],
      ["/real/robots.txt", "KindleContentServer/1.2.3 (+https://reader.example/about; robots.txt)"],
    ]);
    // What lies on a private network is not asked for its robots.txt either.
    expect(await gate.mayFetchPage("http://10.0.0.1/x")).toEqual({ allowed: true });
  } finally {
    await web.close();
    await server.close();
  }
});
