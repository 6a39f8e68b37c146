import { sendgridMail } from "../../shared/adapters/mail/sendgrid-mail.ts";
import { systemClock } from "../../shared/system-clock.ts";
import { startSendgridServer } from "../sendgrid-server.ts";
import { mailContract } from "./mail.contract.ts";

for (const webhook of [false, true]) {
  mailContract(webhook ? "sendgridMail with its webhook" : "sendgridMail", async () => {
    const sendgrid = await startSendgridServer({ keep: true });
    const { apiKey, url } = sendgrid;
    return {
      mail: sendgridMail({ apiKey, url, clock: systemClock, webhook }),
      canBeAsked: false,
      tellsLater: webhook,
      accepted: async () => sendgrid.messages,
      close: () => sendgrid.close(),
    };
  });
}
