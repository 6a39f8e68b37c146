import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { SMTPServer } from "smtp-server";
import { smtpMail } from "../../../../shared/adapters/mail/smtp-mail.ts";
import type { OutgoingMail } from "../../../../shared/ports/mail.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";
import { type LineEnd, type ScriptedSmtpServer, type SmtpAct, scriptedSmtpServer } from "./scripted-smtp-server.ts";

let path: string;
const bytes = 2_000;
const accepted = { outcome: "accepted" };

beforeAll(async () => {
  path = join(await temporaryFolder(), "document");
  await writeFile(path, Buffer.alloc(bytes, "s"));
});

let server: ScriptedSmtpServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

function mailTo(to = "reader_1@kindle.com"): OutgoingMail {
  return {
    deliveryId: "0123abcd",
    messageId: "0123abcd.1@example.org",
    from: "reader@example.org",
    to,
    subject: "A title",
    text: "A title for your Kindle.\n",
    date: new Date("2026-03-01T08:00:00.000Z"),
    attachment: { fileName: "A title.epub", mediaType: "application/epub+zip", bytes, path },
  };
}

async function mailOver(script: Partial<Record<"DOT" | "MAIL", SmtpAct>>, lineEnd?: LineEnd) {
  server = await scriptedSmtpServer(script, lineEnd);
  return smtpMail(`smtp://someone:secret@127.0.0.1:${server.port}?maxConnections=1`);
}

const heard = (word: string) => server?.commands.filter((command) => command.startsWith(word)).length;

describe("a line to an SMTP server", () => {
  it("carries one mail after another, greeted and logged in once", async () => {
    const mail = await mailOver({});
    const answers = await Promise.all([mail.send(mailTo()), mail.send(mailTo("two@kindle.com")), mail.send(mailTo())]);
    expect(answers).toMatchObject([accepted, accepted, accepted]);
    expect([heard("EHLO"), heard("AUTH"), heard("MAIL"), server?.dots()]).toEqual([1, 1, 3, 3]);
    expect(server?.commands.filter((command) => command.startsWith("RCPT"))).toEqual([
      "RCPT TO:<reader_1@kindle.com>",
      "RCPT TO:<two@kindle.com>",
      "RCPT TO:<reader_1@kindle.com>",
    ]);
  });

  it.each<[string, LineEnd]>([
    ["without a word", { afterMails: 1 }],
    ["with a word nobody asked for", { afterMails: 1, saying: "421 4.4.2 idle for too long\r\n" }],
    ["with half of one", { afterMails: 1, saying: "42" }],
    ["with a yes that nobody asked for", { afterMails: 1, saying: "250 2.0.0 Ok\r\n" }],
  ])("that was hung up after a mail, %s, says nothing about the next one", async (_how, lineEnd) => {
    const mail = await mailOver({}, lineEnd);
    const answers = await Promise.all([mail.send(mailTo()), mail.send(mailTo()), mail.send(mailTo())]);
    expect(answers).toMatchObject([accepted, accepted, accepted]);
    expect([heard("EHLO"), server?.dots()]).toEqual([3, 3]);
  });

  it.each<["DOT" | "MAIL", SmtpAct]>([
    ["DOT", "550 5.7.1 no"],
    ["DOT", "hang up"],
    ["MAIL", "451 4.3.0 later"],
    ["MAIL", "421 4.3.2 closing"],
    ["MAIL", "hang up"],
  ])("is left to no other mail where the server answered %s with %s", async (step, act) => {
    const mail = await mailOver({ [step]: act });
    const answers = [await mail.send(mailTo()), await mail.send(mailTo())];
    expect(answers[0]).not.toMatchObject(accepted);
    expect(answers[1]).toEqual(answers[0]);
    expect(heard("EHLO")).toBe(2);
  });

  it("is said goodbye to when no mail comes for it", async () => {
    const goodbye = Promise.withResolvers<void>();
    const polite = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onData: (stream, _session, done) => {
        stream.resume().on("end", () => done());
      },
      onClose: () => goodbye.resolve(),
    });
    polite.listen(0, "127.0.0.1");
    await once(polite.server, "listening");
    const { port } = polite.server.address() as { port: number };
    expect(await smtpMail(`smtp://127.0.0.1:${port}`).send(mailTo())).toMatchObject(accepted);
    await goodbye.promise;
    await new Promise<void>((resolve) => polite.close(() => resolve()));
  });
});
