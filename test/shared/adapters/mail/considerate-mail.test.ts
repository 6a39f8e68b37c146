import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { deliveryLimits } from "../../../../functions/deliver/delivery-state.ts";
import {
  type ConsiderateMailLimits,
  considerateMail,
  considerateMailLimits,
} from "../../../../shared/adapters/mail/considerate-mail.ts";
import { isSendgridTooFast, isSendgridTrouble } from "../../../../shared/adapters/mail/sendgrid-answer.ts";
import { sendgridTimeouts } from "../../../../shared/adapters/mail/sendgrid-request.ts";
import type { Mail, MailAnswer, OutgoingMail } from "../../../../shared/ports/mail.ts";
import { systemTimers } from "../../../../shared/system-timers.ts";

const yes: MailAnswer = { outcome: "accepted" };
const down: MailAnswer = { outcome: "not-accepted", permanent: false, code: "sendgrid/unreachable", reason: "No." };
const lost: MailAnswer = { outcome: "unknown", code: "sendgrid/no-answer", reason: "Nobody knows." };
const bad: MailAnswer = { outcome: "not-accepted", permanent: true, code: "sendgrid/refused", reason: "Never." };
const tooFast = (retryAfterMs?: number): MailAnswer => ({
  outcome: "not-accepted",
  permanent: false,
  code: "sendgrid/too-fast",
  reason: "Slower.",
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const clock = { now: () => new Date(Date.now()) };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const outgoing = { deliveryId: "d" } as OutgoingMail;

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse("2026-03-01T08:00:00.000Z") });
});
afterEach(() => {
  jest.useRealTimers();
});

/** A carrier that answers as the test says, when the test says. */
function open(limits: Partial<ConsiderateMailLimits> = {}) {
  const waiting: ((answer: MailAnswer) => void)[] = [];
  let asked = 0;
  let always: MailAnswer | undefined;
  const carrier: Mail = {
    messageBytesMax: 1,
    evidenceWithinMs: 2,
    bytesOf: async () => 3,
    lookUp: async () => "unknown",
    send: () => {
      asked += 1;
      if (always !== undefined) return Promise.resolve(always);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
  const mail = considerateMail(
    carrier,
    { carrier: "SendGrid", isTrouble: isSendgridTrouble, isTooFast: isSendgridTooFast, limits },
    { clock, timers: systemTimers, log },
  );
  return {
    mail,
    asked: () => asked,
    answer: (answer: MailAnswer) => waiting.shift()?.(answer),
    answerAlways: (answer: MailAnswer) => {
      always = answer;
    },
  };
}

async function sendTimes(mail: Mail, times: number): Promise<MailAnswer> {
  let answer = yes;
  for (let time = 0; time < times; time += 1) {
    const sending = mail.send(outgoing);
    await jest.advanceTimersByTimeAsync(1000);
    answer = await sending;
  }
  return answer;
}

describe("considerateMail", () => {
  it("hands on what its carrier says and can", async () => {
    const { mail, answerAlways } = open();
    answerAlways(yes);
    expect(await mail.send(outgoing)).toBe(yes);
    expect(await mail.bytesOf(outgoing)).toBe(3);
    expect([mail.messageBytesMax, mail.evidenceWithinMs]).toEqual([1, 2]);
  });

  it.each([down, lost])("leaves a carrier alone that was not well five times in a row ($code)", async (trouble) => {
    const { mail, asked, answerAlways } = open();
    answerAlways(trouble);
    expect(await sendTimes(mail, 5)).toBe(trouble);
    const held = await mail.send(outgoing);
    expect(held).toMatchObject({ outcome: "not-accepted", permanent: false, code: "mail/carrier-rests" });
    expect("retryAfterMs" in held && held.retryAfterMs).toBe(29_000);
    expect(asked()).toBe(5);
  });

  it("tries with one mail after a rest, rests longer when that fails, and goes on when it does not", async () => {
    const { mail, asked, answerAlways } = open();
    answerAlways(down);
    await sendTimes(mail, 5);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(await sendTimes(mail, 1)).toBe(down);
    const held = await mail.send(outgoing);
    expect("retryAfterMs" in held && held.retryAfterMs).toBe(59_000);
    expect(asked()).toBe(6);
    answerAlways(yes);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await sendTimes(mail, 2)).toBe(yes);
    expect(asked()).toBe(8);
  });

  it("does not take one bad mail after the other for trouble", async () => {
    const { mail, asked, answerAlways } = open();
    answerAlways(bad);
    await sendTimes(mail, 20);
    expect(asked()).toBe(20);
  });

  it("has only so many with the carrier, and lets the others wait for their turn", async () => {
    const { mail, asked, answer } = open({
      atOnceMax: 2,
      waitingMax: 1,
      rate: { ...considerateMailLimits.rate, perSecondMax: 1e6 },
    });
    const sending = [1, 2, 3, 4].map(() => mail.send(outgoing));
    await jest.advanceTimersByTimeAsync(1);
    expect(asked()).toBe(2);
    expect(await sending[3]).toMatchObject({ outcome: "not-accepted", code: "mail/kept-back" });
    answer(yes);
    await jest.advanceTimersByTimeAsync(1);
    expect(asked()).toBe(3);
    answer(yes);
    answer(yes);
    expect(await Promise.all(sending.slice(0, 3))).toEqual([yes, yes, yes]);
  });

  it("gives back a mail that has waited too long, and does not send it afterwards", async () => {
    const { mail, asked, answer } = open({ atOnceMax: 1 });
    const first = mail.send(outgoing);
    const second = mail.send(outgoing);
    await jest.advanceTimersByTimeAsync(considerateMailLimits.waitMsMax + 1000);
    expect(await second).toMatchObject({ outcome: "not-accepted", permanent: false, code: "mail/kept-back" });
    answer(yes);
    expect(await first).toBe(yes);
    await jest.advanceTimersByTimeAsync(1000);
    expect(asked()).toBe(1);
  });

  it("never cuts a conversation short that has begun", async () => {
    const { mail, answer } = open();
    const sending = mail.send(outgoing);
    await jest.advanceTimersByTimeAsync(10 * considerateMailLimits.waitMsMax);
    answer(lost);
    expect(await sending).toBe(lost);
  });

  it("sends more slowly once it is told to, and no sooner than it is told", async () => {
    const { mail, asked, answerAlways } = open();
    answerAlways(tooFast(10_000));
    expect(await mail.send(outgoing)).toEqual(tooFast(10_000));
    answerAlways(yes);
    const sending = mail.send(outgoing);
    await jest.advanceTimersByTimeAsync(9_000);
    expect(asked()).toBe(1);
    await jest.advanceTimersByTimeAsync(1_100);
    expect(await sending).toBe(yes);
  });

  it("gives a mail back at once that would have to wait longer than it may", async () => {
    const { mail, answerAlways } = open();
    answerAlways(tooFast(50_000));
    await mail.send(outgoing);
    expect(await mail.send(outgoing)).toMatchObject({ code: "mail/kept-back", retryAfterMs: 50_000 });
  });

  it("waits and sends within the time that a claim leaves", () => {
    const longestMs = deliveryLimits.startWithinMs + considerateMailLimits.waitMsMax + sendgridTimeouts.totalMs;
    expect(longestMs).toBeLessThan(deliveryLimits.claimMs);
  });
});
