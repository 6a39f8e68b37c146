import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { DeliveryReport } from "../../../events/delivery-evidenced.ts";
import { changeDelivery, type DeliveryChange, newDelivery } from "../../../functions/deliver/delivery-state.ts";
import type { ReportChange } from "../../../functions/deliver/report-change.ts";
import type { MailAnswer } from "../../../shared/ports/mail.ts";
import type { DeliveryEntry } from "../../../shared/read-models/delivery-entry.ts";

const start = new Date("2026-03-01T08:00:00.000Z");
const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const opened = newDelivery(
  {
    deliveryId: "d",
    account: "home",
    deviceId: "device",
    documentId: "book",
    kind: "book",
    documentKey: "home/x",
    mediaType: undefined,
    title: "Emma",
    copy: 0,
    rung: undefined,
    cause: { id: "c", correlationId: "c" },
  },
  start,
);
const change = (entry: DeliveryEntry, one: DeliveryChange, minutes = 1) =>
  changeDelivery(entry, one, at(minutes)) ?? entry;
const claim = (entry: DeliveryEntry, minutes = 1) => change(entry, { kind: "claim", token: "t" }, minutes);
const answer = (entry: DeliveryEntry, given: MailAnswer, minutes = 1) =>
  change(entry, { kind: "answer", token: "t", answer: given, evidenceWithinMs: 60_000, fraction: 0 }, minutes);
const report = (says: DeliveryReport, changes: Partial<ReportChange> = {}): ReportChange => ({
  kind: "report",
  report: says,
  attempt: 1,
  happenedAt: at(2),
  ...changes,
});
const accepted: DeliveryReport = { says: "accepted" };
const delivered: DeliveryReport = { says: "delivered" };
const bounced: DeliveryReport = { says: "bounced", code: "sendgrid/bounced", reason: "It came back." };
const refused: DeliveryReport = { says: "refused", code: "amazon/e999", reason: "It could not be converted." };
const held = (minutes: number): DeliveryReport => ({
  says: "held",
  sealedLink: `link ${minutes}`,
  until: at(minutes).toISOString(),
});
const yes: MailAnswer = { outcome: "accepted", providerMessageId: "p" };
const lost: MailAnswer = { outcome: "unknown", code: "sendgrid/no-answer", reason: "Nobody knows." };
const never: MailAnswer = { outcome: "not-accepted", permanent: true, code: "sendgrid/refused", reason: "No." };
const later: MailAnswer = { outcome: "not-accepted", permanent: false, code: "sendgrid/busy", reason: "Later." };
const retry = (entry: DeliveryEntry, id: string) => change(entry, { kind: "resolve", as: "retry", eventId: id });

describe("what others tell of a delivery", () => {
  it.each<[string, DeliveryEntry, DeliveryReport, DeliveryEntry["state"]]>([
    ["settles what was uncertain", answer(claim(opened), lost), accepted, "sent"],
    ["settles what is parked", { ...answer(claim(opened), lost), state: "parked" }, delivered, "delivered"],
    ["may come before the answer", claim(opened), delivered, "delivered"],
    ["goes on from what was sent", answer(claim(opened), yes), delivered, "delivered"],
    ["tells that it came back", answer(claim(opened), yes), bounced, "bounced"],
    ["tells that it was refused", answer(claim(opened), yes), refused, "refused"],
    ["counts more than a no that was concluded", answer(claim(opened), never), accepted, "sent"],
    ["keeps a mail from being sent again that has gone out", answer(claim(opened), later), accepted, "sent"],
  ])("%s", (_what, entry, says, state) => {
    expect(change(entry, report(says))).toMatchObject({ state, version: entry.version + 1 });
  });

  it("changes nothing before anything was sent", () => {
    for (const says of [accepted, delivered, bounced, refused, held(60)]) {
      expect(changeDelivery(opened, report(says), at(1))).toBeUndefined();
    }
  });

  it("is not undone by the answer that comes after it", () => {
    const before = change(claim(opened), report(delivered));
    for (const given of [yes, lost, never, later]) expect(answer(before, given)).toBe(before);
  });

  it("says nothing about an attempt that its reader has asked for since", () => {
    const again = claim(retry(change(answer(claim(opened), yes), report(bounced)), "one"), 5);
    for (const says of [accepted, delivered, bounced]) expect(change(again, report(says))).toBe(again);
    expect(change(again, report(refused, { attempt: undefined, happenedAt: at(-10) }))).toBe(again);
    expect(change(again, report(delivered, { attempt: 2 }))).toMatchObject({ state: "delivered" });
    expect(change(again, report(refused, { attempt: undefined, happenedAt: at(6) }))).toMatchObject({
      state: "refused",
    });
  });

  it("ends nothing that another attempt has followed", () => {
    const second = claim(answer(claim(opened), later), 600);
    expect(second.attempts).toBe(2);
    expect(change(second, report(bounced, { attempt: 1 }))).toBe(second);
    expect(change(second, report(bounced, { attempt: 2 }))).toMatchObject({ state: "bounced" });
  });

  it("waits for its reader's click until the latest time that Amazon gave", () => {
    const first = change(answer(claim(opened), yes), report(held(60)));
    expect(first).toMatchObject({ state: "delivered", hold: { sealedLink: "link 60" } });
    expect(change(first, report(held(30)))).toBe(first);
    expect(change(first, report(held(90)))).toMatchObject({ state: "delivered", hold: { sealedLink: "link 90" } });
    expect(change(first, report(delivered))).toBe(first);
    const ended = change(first, report(refused));
    expect(ended.state).toBe("refused");
    expect(ended.hold).toBeUndefined();
  });

  it("comes to the same end in whatever order and however often it is told", () => {
    const rank = ["sent", "delivered", "bounced", "refused"];
    const all = [accepted, delivered, held(60), held(90), bounced, refused];
    const told = fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 12 });
    const starts = [answer(claim(opened), yes), answer(claim(opened), lost), claim(opened)];
    fc.assert(
      fc.property(fc.constantFrom(...starts), told, fc.infiniteStream(fc.nat(20)), (from, reports, choices) => {
        const follow = (order: readonly DeliveryReport[]) => {
          let entry = from;
          let highest = -1;
          for (const one of order) {
            const next = change(entry, report(one));
            expect(rank.indexOf(next.state)).toBeGreaterThanOrEqual(highest);
            highest = rank.indexOf(next.state);
            entry = next;
          }
          return { state: entry.state, hold: entry.hold, code: entry.code };
        };
        const shuffled = [...reports, ...reports].toSorted(() => (choices.next().value ?? 0) - 10);
        expect(follow(shuffled)).toEqual(follow(reports));
      }),
    );
  });
});
