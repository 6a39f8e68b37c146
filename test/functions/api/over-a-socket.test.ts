import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createApi } from "../../../functions/api/app.ts";
import { type ApiKit, openApiKit, token } from "./open-api-kit.ts";

let kit: ApiKit;
let server: Server;
let port: number;
beforeEach(async () => {
  kit = await openApiKit();
  const app = createApi(kit.ports, kit.settings);
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await kit.close();
});

/** Writes all of it before it reads anything, as simple clients do; answers what came back. */
async function writeThenRead(
  head: readonly string[],
  body: (write: (chunk: Uint8Array) => Promise<void>) => Promise<void>,
) {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.pause();
  socket.write(
    [...head, "Host: localhost", `Authorization: Bearer ${token}`, "Connection: close", "", ""].join("\r\n"),
  );
  await body(async (chunk) => {
    if (!socket.write(chunk)) await once(socket, "drain");
  });
  let answer = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    answer += text;
  });
  socket.resume();
  await once(socket, "end");
  socket.destroy();
  return answer;
}

const post = (email: string) =>
  `POST /api/devices HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n` +
  `Content-Type: application/json\r\nContent-Length: ${email.length + 12}\r\n\r\n{"email":"${email}"}`;

describe("a client on a socket", () => {
  it("that sends more than is taken, and reads only then, is told why it was refused", async () => {
    const chunk = new Uint8Array(1024 * 1024);
    const megabytes = 230;
    const answer = await writeThenRead(
      ["POST /api/books HTTP/1.1", `Content-Length: ${megabytes * chunk.length}`],
      async (write) => {
        for (let sent = 0; sent < megabytes; sent += 1) await write(chunk);
      },
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"book/too-large"');
    expect(kit.published).toEqual([]);
  });

  it("that sends too much JSON is told so, and keeps its connection for what it sends next", async () => {
    const socket = connect(port, "127.0.0.1");
    const answers = socket.setEncoding("latin1");
    let answer = "";
    const heard = async (status: string) => {
      while (!answer.includes(`HTTP/1.1 ${status} `)) answer += String((await once(answers, "data"))[0]);
    };
    socket.write(post("a".repeat(400_000)));
    await heard("413");
    // Longer than the server's own listener leaves a body unread before it cuts the connection.
    const next = post("reader@kindle.com");
    socket.write(next.slice(0, 20));
    const cut = AbortSignal.timeout(1500);
    await once(socket, "close", { signal: cut }).catch(() => undefined);
    expect(socket.destroyed).toBe(false);
    socket.write(next.slice(20));
    await heard("202");
    socket.destroy();
  });

  it("that uploads a form is answered when its book is there", async () => {
    const form = new FormData();
    form.set("file", new File(["It is a truth"], "Stolz & Ängste.txt", { type: "text/plain" }));
    const response = await fetch(`http://127.0.0.1:${port}/api/books`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    expect(await kit.json(`/api/books/${id}`)).toMatchObject({ fileName: "Stolz & Ängste.txt", bytes: 13 });
  });

  it("that goes away in the middle of an upload leaves nothing behind", async () => {
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `POST /api/books HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000\r\n\r\nhalf`,
    );
    await once(server, "request");
    socket.destroy();
    while (!kit.log.lines.some(({ event }) => event === "http.answered")) await new Promise(setImmediate);
    expect(kit.log.lines.map(({ severity }) => severity)).toEqual(["info"]);
    expect(kit.published).toEqual([]);
    expect(await kit.json("/api/books")).toEqual({ items: [] });
  });

  it("that leaves a stream frees its place", async () => {
    for (let visit = 0; visit < 40; visit += 1) {
      const gone = new AbortController();
      const response = await fetch(`http://127.0.0.1:${port}/api/events`, {
        headers: { authorization: `Bearer ${token}` },
        signal: gone.signal,
      });
      expect(response.status).toBe(200);
      gone.abort();
      await new Promise<void>((resolve) => {
        server.getConnections((_, count) => (count === 0 ? resolve() : setImmediate(resolve)));
      });
    }
  });

  it("that names another host is refused, whatever its address says", async () => {
    const answer = await writeThenRead(["GET /health HTTP/1.1"], async () => {});
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    const [refused] = (await once(socket, "data")) as [Buffer];
    expect(refused.toString()).toMatch(/^HTTP\/1\.1 421 /);
    socket.destroy();
  });
});
