import { expect, it } from "@jest/globals";
import { answerOfFailure, type SmtpFailure, type SmtpPhase } from "../../../../shared/adapters/mail/smtp-answer.ts";

const phases: readonly SmtpPhase[] = ["connect", "greeting", "login", "envelope", "body", "answer"];
const kinds = ["timeout", "document", "connection", "tls", "too-large", "early-answer"] as const;
const codes = [undefined, 220, 250, 354, 400, 421, 450, 454, 499, 500, 530, 535, 550, 552, 554, 599, 600, 999];
const all: readonly SmtpFailure[] = phases.flatMap((phase) =>
  kinds.flatMap((kind) => codes.map((responseCode) => ({ phase, kind, responseCode }))),
);

it("is unknown exactly where the dot may have gone out and no refusal came back, or a yes came too early", () => {
  for (const failure of all) {
    const { phase, kind, responseCode = 0 } = failure;
    const isRefusal = responseCode >= 400 && responseCode <= 599;
    const isUnknown = kind === "early-answer" || (phase === "answer" && !isRefusal);
    expect([failure, answerOfFailure(failure).outcome]).toEqual([failure, isUnknown ? "unknown" : "not-accepted"]);
  }
});

it("is for good only where the server has said so", () => {
  for (const failure of all) {
    const answer = answerOfFailure(failure);
    if (answer.outcome !== "not-accepted" || !answer.permanent) continue;
    expect(failure.kind === "too-large" || (failure.responseCode ?? 0) >= 500).toBe(true);
    expect([530, 534, 535, 538]).not.toContain(failure.kind === "too-large" ? 0 : failure.responseCode);
  }
});

it("always has a stable code and a sentence", () => {
  for (const failure of all) {
    const answer = answerOfFailure(failure);
    if (answer.outcome === "accepted") throw new Error("A failure is no acceptance");
    expect(answer.code).toMatch(/^(smtp|mail)\/[a-z-]+$/);
    expect(answer.reason).toMatch(/^[A-Z][^@]+\.$/);
    expect(answer.reason).not.toMatch(/undefined|NaN|null/);
  }
});

it.each([
  [
    { responseCode: 550, enhancedCode: "5.1.1" },
    "Refused by the mail server: it does not know the device's address (550 5.1.1).",
  ],
  [
    { responseCode: 550, enhancedCode: "5.7.26" },
    "Refused by the mail server: its rules do not allow this message (550 5.7.26).",
  ],
  [{ responseCode: 550 }, "Refused by the mail server: it does not take mail for this address (550)."],
  [
    { responseCode: 599, enhancedCode: "5.9.9" },
    "Refused by the mail server: it does not take mail between these addresses (599 5.9.9).",
  ],
  [
    { responseCode: 452, enhancedCode: "4.2.2" },
    "The mail server asked to try again later: the mailbox is full (452 4.2.2).",
  ],
  [{ responseCode: 499 }, "The mail server asked to try again later: it did not say why (499)."],
])("says what %j at the envelope means", (codesGiven, reason) => {
  expect(answerOfFailure({ phase: "envelope", kind: "connection", ...codesGiven })).toMatchObject({ reason });
});
