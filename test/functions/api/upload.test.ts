import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { BookReceived } from "../../../events/book-received.ts";
import { hashOf } from "../../../events/define-event.ts";
import { receivedBytesMax } from "../../../shared/receive-file.ts";
import { type ApiKit, openApiKit } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

interface Part {
  name: string;
  fileName?: string;
  disposition?: string;
  type?: string;
  content: string | Uint8Array;
}

const boundary = "----kcs0123456789";

function form(...parts: readonly Part[]): Buffer<ArrayBuffer> {
  const pieces = parts.flatMap(({ name, fileName, disposition, type, content }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    disposition ?? (fileName === undefined ? "" : `; filename="${fileName}"`),
    type === undefined ? "\r\n\r\n" : `\r\nContent-Type: ${type}\r\n\r\n`,
    content,
    "\r\n",
  ]);
  return Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
}

const sendForm = (body: Uint8Array<ArrayBuffer>, path = "/api/books") =>
  kit.ask(path, { method: "POST", headers: { "content-type": `multipart/form-data; boundary=${boundary}` }, body });
const send = (body: RequestInit["body"], headers: Readonly<Record<string, string>> = {}, path = "/api/books") =>
  kit.ask(path, { method: "POST", headers, body: body ?? null });
const received = () => kit.published.map((event) => (event as BookReceived).data);
const bookIdOf = (content: string | Uint8Array) =>
  hashOf("book", "home", createHash("sha256").update(content).digest("hex"));

async function contentOf(id: string): Promise<Buffer> {
  const response = await kit.ask(`/api/books/${id}/original`);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

describe("a file sent as it is", () => {
  it("is a book of the library when the answer comes, with the file's bytes behind it", async () => {
    const response = await send("It is a truth", {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": 'attachment; filename="Pride & Prejudice.txt"',
    });
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    expect(id).toBe(bookIdOf("It is a truth"));
    expect(response.headers.get("location")).toBe(`/api/books/${id}`);
    expect(await kit.json(`/api/books/${id}`)).toMatchObject({
      id,
      fileName: "Pride & Prejudice.txt",
      status: "received",
      bytes: 13,
    });
    expect(received()).toMatchObject([{ bookId: id, mediaType: "text/plain", via: "http", deliver: true }]);
    expect((await contentOf(id)).toString()).toBe("It is a truth");
  });

  it.each([
    ["filename*=UTF-8''na%C3%AFve%20%E2%82%AC.epub", "naïve €.epub"],
    ["filename=\"plain.epub\"; filename*=UTF-8''%E4%B9%A6.epub", "书.epub"],
    ["filename*=iso-8859-1''caf%E9.epub", "café.epub"],
    ['filename="b\\"ook\\".epub"', 'b"ook".epub'],
    ['FileName = "spaced.epub" ; size=12', "spaced.epub"],
    ["filename=bare.epub", "bare.epub"],
    ['filename="C:\\Users\\me\\book.epub"', "book.epub"],
    ['filename="../../etc/passwd"', "passwd"],
    ['filename="a;b.epub"', "a;b.epub"],
    [Buffer.from('filename="Żółć.epub"').toString("latin1"), "Żółć.epub"],
    [Buffer.from('filename="café.epub"', "latin1").toString("latin1"), "café.epub"],
    ['filename=""', "Untitled.epub"],
    ["filename*=UTF-8''", "Untitled.epub"],
    ["", "Untitled.epub"],
  ])("is named by Content-Disposition: attachment; %s", async (parameters, fileName) => {
    const disposition = parameters === "" ? "attachment" : `attachment; ${parameters}`;
    await send("x", { "content-type": "application/epub+zip", "content-disposition": disposition });
    expect(received()).toMatchObject([{ fileName }]);
  });

  it("is called Untitled where nobody names it, and may be of any type or none", async () => {
    await send("x", { "content-type": "application/x-www-form-urlencoded" });
    await send(new Uint8Array([1]));
    expect(received()).toMatchObject([
      { fileName: "Untitled", mediaType: "application/x-www-form-urlencoded" },
      { fileName: "Untitled", mediaType: "application/octet-stream" },
    ]);
  });

  it("keeps off the automatic devices when asked to", async () => {
    await send("x", {}, "/api/books?deliver=false");
    expect(received()).toMatchObject([{ deliver: false }]);
    expect((await send("x", {}, "/api/books?deliver=maybe")).status).toBe(400);
  });

  it("without anything in it is refused, and nothing is announced", async () => {
    for (const body of [null, "", new Uint8Array()]) {
      const response = await send(body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "upload/empty" });
    }
    expect(kit.published).toEqual([]);
  });

  it("comes again as a drop of its own, so that a removed book comes back", async () => {
    const { id } = (await (await send("x")).json()) as { id: string };
    await kit.ask(`/api/books/${id}`, { method: "DELETE" });
    expect((await kit.ask(`/api/books/${id}`)).status).toBe(404);
    expect(await (await send("x")).json()).toEqual({ id });
    expect((await kit.ask(`/api/books/${id}`)).status).toBe(200);
    expect(new Set(kit.published.map(({ id }) => id)).size).toBe(3);
  });

  it("under a key that was another file's is refused, and is none of its own", async () => {
    const key = { "idempotency-key": "one-wish" };
    const first = await send("It is a truth", key);
    const { id } = (await first.json()) as { id: string };
    const other = await send("universally acknowledged", key);
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: "request/key-reused" });
    expect(await (await send("It is a truth", key)).json()).toEqual({ id });
    expect(new Set(received().map(({ bookId }) => bookId))).toEqual(new Set([id]));
  });

  it.each([
    ["empty", "", "upload/empty"],
    ["a form that is cut off", `--${boundary}\r\nContent-Disposition: form-data; name="file"`, "upload/malformed"],
  ])("that is %s is named as the mistake of the request", async (_, body, code) => {
    const refused = await sendForm(Buffer.from(body));
    expect(refused.status).toBe(400);
    const problem = (await refused.json()) as { code: string; detail: string; errors: unknown };
    expect(problem).toMatchObject({ errors: [{ path: "", message: problem.detail }] });
    expect([code, "upload/malformed"]).toContain(problem.code);
  });

  it("is the same drop where it comes with the same key", async () => {
    const key = { "idempotency-key": "0f8fad5b-d9cb-469f-a165-70867728950e" };
    const answers = [await (await send("x", key)).json(), await (await send("x", key)).json()];
    expect(answers[0]).toEqual(answers[1]);
    expect(new Set(kit.published.map(({ id }) => id)).size).toBe(1);
  });

  it("that breaks off leaves nothing behind", async () => {
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new Uint8Array(1000));
        controller.error(new Error("aborted"));
      },
    });
    const init = { method: "POST", body: broken, duplex: "half" } as RequestInit;
    expect((await kit.ask("/api/books", init)).status).toBe(500);
    expect(kit.published).toEqual([]);
    expect(await kit.json("/api/books")).toEqual({ items: [] });
  });
});

describe("a file in a form", () => {
  it("is taken out of the field `file`, whatever is in it", async () => {
    const content = Buffer.concat([
      Buffer.from(`\r\n--${boundary.slice(0, -1)}\r\n`),
      Buffer.from([0, 255, 13, 10, 0x2d]),
    ]);
    const response = await sendForm(form({ name: "file", fileName: "a.bin", type: "application/epub+zip", content }));
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    expect(received()).toMatchObject([{ fileName: "a.bin", mediaType: "application/epub+zip" }]);
    expect(await contentOf(id)).toEqual(content);
  });

  it("has its own bytes, whatever they are and wherever the network cuts them", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 3000 }),
        fc.integer({ min: 1, max: 700 }),
        async (content, size) => {
          const body = form({ name: "file", fileName: "x", content });
          const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, at) =>
            body.subarray(at * size, (at + 1) * size),
          );
          const init = {
            method: "POST",
            headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
            body: ReadableStream.from(chunks),
            duplex: "half",
          } as RequestInit;
          expect(await kit.json("/api/books", init)).toEqual({ id: bookIdOf(content) });
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    [{ fileName: "Żółć €.epub" }, "Żółć €.epub"],
    [{ disposition: "; filename*=UTF-8''%E4%B9%A6.epub" }, "书.epub"],
    [{ fileName: "say %22hi%22 100%.epub" }, 'say "hi" 100%.epub'],
    [{ fileName: "C:\\books\\a.epub" }, "a.epub"],
    [{ fileName: "" }, "Untitled.epub"],
    [{}, "Untitled.epub"],
  ])("is named by its part: %j", async (named, fileName) => {
    await sendForm(form({ name: "file", type: "application/epub+zip", content: "x", ...named }));
    expect(received()).toMatchObject([{ fileName }]);
  });

  it("may be larger than any text field", async () => {
    const content = Buffer.alloc(3_000_000, "abcdefg");
    const response = await sendForm(form({ name: "file", content }));
    const { id } = (await response.json()) as { id: string };
    expect((await contentOf(id)).equals(content)).toBe(true);
  });

  it.each([
    ["is missing", form({ name: "book", fileName: "a", content: "x" }), ["book", "file"]],
    [
      "comes twice",
      form({ name: "file", fileName: "a", content: "x" }, { name: "file", fileName: "b", content: "y" }),
      ["file"],
    ],
    [
      "comes with others",
      form({ name: "file", fileName: "a", content: "x" }, { name: "rating", content: "y" }),
      ["rating"],
    ],
    [
      "comes after others",
      form({ name: "rating", content: "y" }, { name: "file", fileName: "a", content: "x" }),
      ["rating"],
    ],
  ])("that %s is refused with every mistake, and nothing is kept", async (_, body, paths) => {
    const response = await sendForm(body);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(paths);
    expect(kit.published).toEqual([]);
  });

  const whole = form({ name: "file", fileName: "a.epub", content: "some content" });

  it("cut off anywhere before its end is refused, and nothing is kept", async () => {
    const ended = whole.lastIndexOf(`--${boundary}--`) + boundary.length + 4;
    for (let length = 0; length < ended; length += 1) {
      const response = await sendForm(whole.subarray(0, length));
      expect([length, response.status]).toEqual([length, 400]);
      await response.json();
    }
    expect(kit.published).toEqual([]);
  });

  it("is answered, whatever bytes it is made of", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom(`--${boundary}`, "\r\n", "--", 'Content-Disposition: form-data; name="file"', ":"),
            fc.string(),
          ),
        ),
        async (pieces) => {
          expect([202, 400]).toContain((await sendForm(Buffer.from(pieces.join("")))).status);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("needs a boundary, and to be a form", async () => {
    expect((await send(whole, { "content-type": "multipart/form-data" })).status).toBe(400);
    expect((await send(whole, { "content-type": "multipart/mixed; boundary=x" })).status).toBe(415);
  });

  it("with nothing in it is refused", async () => {
    const response = await sendForm(form({ name: "file", fileName: "a.epub", content: "" }));
    expect(await response.json()).toMatchObject({ status: 400, code: "upload/empty" });
  });
});

describe("a file that is too large", () => {
  const chunk = new Uint8Array(1024 * 1024);
  const chunks = (count: number) => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          sent += 1;
          if (sent > count) controller.close();
          else controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
    return { body, sent: () => sent };
  };

  it("is refused by what it says of itself, before anything is kept", async () => {
    const { body } = chunks(3);
    const headers = { "content-length": String(receivedBytesMax + 100_000) };
    const response = await kit.ask("/api/books", { method: "POST", headers, body, duplex: "half" });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: "book/too-large", detail: expect.stringContaining("200 MB") });
  });

  it("is refused where the other fields of its form are", async () => {
    const head = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="other"; filename="x"\r\n\r\n`);
    const { body } = chunks(210);
    const all = ReadableStream.from(
      (async function* () {
        yield head;
        yield* body;
      })(),
    );
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
    const response = await kit.ask("/api/books", { method: "POST", headers, body: all, duplex: "half" });
    expect(response.status).toBe(413);
  });

  it("is refused where it says nothing of itself, and read to its end so that its sender sees why", async () => {
    const { body, sent } = chunks(210);
    const response = await kit.ask("/api/books", { method: "POST", body, duplex: "half" });
    expect(response.status).toBe(413);
    expect(sent()).toBe(211);
    expect(kit.published).toEqual([]);
  });
});
