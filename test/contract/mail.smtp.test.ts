import { smtpMail } from "../../shared/adapters/mail/smtp-mail.ts";
import { startSmtpSink } from "../pipeline/smtp-sink.ts";
import { mailContract } from "./mail.contract.ts";

mailContract("smtpMail", async () => {
  const sink = await startSmtpSink({ keep: true });
  return {
    mail: smtpMail(sink.url),
    canBeAsked: false,
    accepted: async () => sink.accepted.map(({ message = Buffer.alloc(0) }) => message),
    close: () => sink.close(),
  };
});
