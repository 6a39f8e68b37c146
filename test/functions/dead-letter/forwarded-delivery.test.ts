import { describe, expect, it } from "@jest/globals";
import { forwardedDelivery } from "../../../functions/dead-letter/forwarded-delivery.ts";

const attributes = {
  CloudPubSubDeadLetterSourceDeliveryCount: "12",
  CloudPubSubDeadLetterSourceSubscription: "kcs-format-book-ingested",
  CloudPubSubDeadLetterSourceSubscriptionProject: "a-project",
  CloudPubSubDeadLetterSourceTopicPublishTime: "2026-03-01T08:00:00.123+00:00",
};

describe("a message that Pub/Sub has forwarded", () => {
  it("names the step, the attempts and the publication that failed", () => {
    expect(forwardedDelivery({ content: { id: "1" }, attributes })).toMatchObject({
      step: "format",
      attempts: 12,
      publication: "2026-03-01T08:00:00.123+00:00",
      wire: { id: "1" },
    });
  });

  it("is told from a message that came straight to this step", () => {
    expect(forwardedDelivery({ content: {}, attributes: { other: "x" } })).toBeUndefined();
  });

  it("names the subscription where no step is in its name, and one attempt where their number is not known", () => {
    const failed = forwardedDelivery({
      content: {},
      attributes: { CloudPubSubDeadLetterSourceSubscription: "somebody-elses" },
    });
    expect(failed).toMatchObject({ step: "somebody-elses", attempts: 1 });
  });

  it("knows a step whose own name has a hyphen", () => {
    const named = { ...attributes, CloudPubSubDeadLetterSourceSubscription: "kcs-dead-letter-replays" };
    expect(forwardedDelivery({ content: {}, attributes: named })?.step).toBe("dead-letter");
  });
});
