import { describe, expect, it } from "@jest/globals";
import { isFromAmazon } from "../../../functions/mail-events/amazon/is-from-amazon.ts";
import { readInbound } from "../../../functions/mail-events/amazon/read-inbound.ts";
import { recogniseMail } from "../../../functions/mail-events/amazon/recognise-mail.ts";
import { inboundSample, inboundSamples, postedForm } from "./inbound-mails.ts";

const read = async (fields: Readonly<Record<string, string>>) => {
  const { contentType, body } = await postedForm(fields);
  return await readInbound(contentType, body);
};

describe("a mail that came in", () => {
  it.each(inboundSamples)("$name is what it is", async ({ form, expected }) => {
    const mail = await read(form);
    const sender = isFromAmazon(mail);
    if (typeof expected === "string") {
      expect(sender).toBe(expected);
      return;
    }
    expect(sender).toBe("genuine");
    const word = recogniseMail(mail, ["Emma.epub"]);
    if (expected === null) expect(word).toBeUndefined();
    else expect(word).toMatchObject(expected);
  });

  it("is read the same whole, as it would be with `POST the raw message` on", async () => {
    const { form } = inboundSample("de-refused-e999");
    const { headers = "", text = "", ...rest } = form;
    const email =
      `${headers.replace("(see below)", "=?utf-8?B?UHJvYmxlbQ==?=")}MIME-Version: 1.0\n` +
      `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${Buffer.from(text).toString("base64")}\n`;
    const { subject: _subject, ...fields } = rest;
    const mail = await read({ ...fields, email: email.replaceAll("\n", "\r\n") });
    expect(mail).toMatchObject({ from: "do-not-reply@amazon.de", subject: "Problem" });
    expect(mail.date).toEqual(new Date("2026-03-01T08:00:30.000Z"));
    expect(isFromAmazon(mail)).toBe("genuine");
    expect(recogniseMail(mail)).toMatchObject({ code: "amazon/e999" });
  });

  it("is read in the encodings that it is said to be in", async () => {
    const { form } = inboundSample("de-refused-e999");
    const boundary = "xYzZY";
    const parts = Object.entries(form).map(([name, value]) => {
      const text = name === "charsets" ? '{"subject":"iso-8859-1","text":"iso-8859-1"}' : value.replaceAll("’", "'");
      const bytes = Buffer.from(name === "text" ? `${text}Schöne Grüße` : text, "latin1");
      return Buffer.concat([
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
        bytes,
        Buffer.from("\r\n"),
      ]);
    });
    const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
    const mail = await readInbound(`multipart/form-data; boundary=${boundary}`, body);
    expect(mail.text).toContain("Schöne Grüße");
  });

  it.each([
    ["no form", "application/json", "{}"],
    ["a form without its border", "multipart/form-data", "x"],
    ["a form that was cut off", "multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="te'],
  ])("is refused where it is %s", async (_what, contentType, body) => {
    await expect(readInbound(contentType, Buffer.from(body))).rejects.toMatchObject({ code: "webhook/malformed" });
  });

  it("has no code in it only because a title has one", async () => {
    const { form } = inboundSample("en-something-else");
    const mail = await read({ ...form, text: "Your document E123 Story.epub was sent.\n" });
    expect(recogniseMail(mail, ["E123 Story.epub"])).toBeUndefined();
  });
});
