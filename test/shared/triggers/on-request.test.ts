import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { http } from "@google-cloud/functions-framework";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createApi } from "../../../functions/api/app.ts";
import { onRequest } from "../../../shared/triggers/on-request.ts";
import { type ApiKit, openApiKit, token } from "../../functions/api/open-api-kit.ts";
import { virtualTime } from "../../virtual-time.ts";
import { type FunctionServer, startFunction } from "./function-server.ts";

let kit: ApiKit;
let api: FunctionServer;
let echo: FunctionServer;
const left = Promise.withResolvers<void>();

beforeAll(async () => {
  kit = await openApiKit({ ports: () => ({ timers: virtualTime() }) });
  http("api-on-request", onRequest(createApi(kit.ports, kit.settings)));
  http(
    "echo-on-request",
    onRequest({
      fetch: async (request, { incoming }) => {
        const { pathname, search } = new URL(request.url);
        if (pathname === "/endless") {
          request.signal.addEventListener("abort", () => left.resolve());
          return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1000)) }));
        }
        if (pathname === "/breaks") {
          return new Response(
            new ReadableStream({
              start: (controller) => controller.enqueue(new Uint8Array(10)),
              pull: (controller) => controller.error(new Error("secret")),
            }),
          );
        }
        const body = Buffer.from(await request.arrayBuffer());
        const headers = new Headers({ "x-method": request.method, "x-address": `${pathname}${search}` });
        headers.set("x-remote", incoming.socket.remoteAddress ?? "");
        headers.append("set-cookie", "one=1");
        headers.append("set-cookie", "two=2");
        return new Response(createHash("sha256").update(body).digest("hex"), { status: 207, headers });
      },
    }),
  );
  api = await startFunction("api-on-request");
  echo = await startFunction("echo-on-request");
});
afterAll(async () => {
  await api.close();
  await echo.close();
  await kit.close();
});

const auth = { authorization: `Bearer ${token}` };

async function hashOf(init: RequestInit): Promise<string> {
  return await (await fetch(echo.address, { method: "POST", ...init })).text();
}

describe("a function that answers HTTP", () => {
  it.each([
    "application/json",
    "text/plain",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
  ])("hands a body on byte by byte, whatever its type: %s", async (type) => {
    const body = type === "application/json" ? Buffer.from('{ "a" :1 }') : randomBytes(5000);
    const response = await fetch(`${echo.address}/a%20b?c=d&c=e`, {
      method: "POST",
      headers: { "content-type": type },
      body,
    });
    expect(response.status).toBe(207);
    expect(await response.text()).toBe(createHash("sha256").update(body).digest("hex"));
    expect(response.headers.get("x-address")).toBe("/a%20b?c=d&c=e");
    expect(response.headers.get("x-remote")).toContain("127.0.0.1");
    expect(response.headers.getSetCookie()).toEqual(["one=1", "two=2"]);
  });

  it("hands on a body that has no type, and none where there is none", async () => {
    const body = randomBytes(5000);
    expect(await hashOf({ body })).toBe(createHash("sha256").update(body).digest("hex"));
    expect(await hashOf({})).toBe(createHash("sha256").digest("hex"));
    expect(await hashOf({ headers: { "content-type": "application/json" } })).toBe(createHash("sha256").digest("hex"));
  });

  it("answers HEAD without a body", async () => {
    const response = await fetch(echo.address, { method: "HEAD" });
    expect([response.headers.get("x-method"), await response.text()]).toEqual(["HEAD", ""]);
  });

  it("learns that its caller has gone", async () => {
    const gone = new AbortController();
    const response = await fetch(`${echo.address}/endless`, { signal: gone.signal });
    await response.body?.getReader().read();
    gone.abort();
    await left.promise;
  });

  it("breaks off an answer that breaks off, so that nobody takes it for whole", async () => {
    const response = await fetch(`${echo.address}/breaks`);
    await expect(response.text()).rejects.toThrow();
  });

  it("refuses an address that is none", async () => {
    const socket = connect(Number(new URL(echo.address).port), "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  });
});

describe("the API as a function", () => {
  it("is open where it should be, and closed elsewhere", async () => {
    expect((await fetch(`${api.address}/health`)).status).toBe(200);
    expect((await fetch(`${api.address}/api/books`)).status).toBe(401);
    expect((await fetch(`${api.address}/api/books`, { headers: auth })).status).toBe(200);
  });

  it("takes an upload as it is and as a form, and gives it back", async () => {
    const content = randomBytes(100_000);
    const form = new FormData();
    form.set("file", new File([content], "Stolz & Ängste.epub"));
    const asForm = await fetch(`${api.address}/api/books`, { method: "POST", headers: auth, body: form });
    const asIs = await fetch(`${api.address}/api/books`, { method: "POST", headers: auth, body: content });
    expect([asForm.status, asIs.status]).toEqual([202, 202]);
    const { id } = (await asForm.json()) as { id: string };
    expect(await asIs.json()).toEqual({ id });
    const original = await fetch(`${api.address}/api/books/${id}/original`, { headers: auth });
    expect(Buffer.from(await original.arrayBuffer()).equals(content)).toBe(true);
  });

  it("streams what happens", async () => {
    const gone = new AbortController();
    const response = await fetch(`${api.address}/api/events`, { headers: auth, signal: gone.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe("retry: 2000\n\n");
    await kit.addBook({ title: "Emma" });
    let text = "";
    while (!text.includes("book.received")) text += (await reader?.read())?.value ?? "";
    gone.abort();
  });
});
