import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Mail } from "../../ports/mail.ts";
import type { Timers } from "../../ports/timers.ts";
import { considerateMail } from "./considerate-mail.ts";
import { isSendgridTooFast, isSendgridTrouble } from "./sendgrid-answer.ts";
import { type SendgridOptions, sendgridMail } from "./sendgrid-mail.ts";

/** SendGrid, asked as considerately as a carrier of many customers wants to be. */
export function sendgridCarrier(
  options: Omit<SendgridOptions, "clock">,
  world: { readonly clock: Clock; readonly timers: Timers; readonly log: Log },
): Mail {
  return considerateMail(
    sendgridMail({ ...options, clock: world.clock }),
    { carrier: "SendGrid", isTrouble: isSendgridTrouble, isTooFast: isSendgridTooFast },
    world,
  );
}
