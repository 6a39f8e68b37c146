import { describe, expect, it } from "@jest/globals";
import { bindMail, type Candidate } from "../../../functions/mail-events/amazon/bind-mail.ts";

const date = new Date("2026-03-01T08:00:00.000Z");
const minutesBefore = (minutes: number) => new Date(date.getTime() - minutes * 60_000);
const candidate = (deliveryId: string, fileName: string, changes: Partial<Candidate> = {}): Candidate => ({
  deliveryId,
  fileName,
  email: "one@kindle.com",
  requestedAt: minutesBefore(2),
  isOver: false,
  isBound: false,
  ...changes,
});
const bind = (text: string, ...candidates: readonly Candidate[]) =>
  bindMail({ subject: "A problem", text, date }, candidates)?.deliveryId;

describe("a mail from Amazon is bound", () => {
  it("to the delivery whose document it names", () => {
    expect(bind("* Persuasion.epub", candidate("a", "Emma.epub"), candidate("b", "Persuasion.epub"))).toBe("b");
  });

  it("to the longer name where one is part of the other", () => {
    const both = [candidate("a", "Emma.epub"), candidate("b", "Emma, annotated.epub")];
    expect(bind("* Emma, annotated.epub", ...both)).toBe("b");
    expect(bind("* Emma.epub", ...both)).toBe("a");
  });

  it.each([
    ["* Dune_ Part Two.epub", "Dune - Part Two.epub"],
    ["* A very\n  long name.epub", "A very long name.epub"],
    ["“Die Wahlverwandtschaften.EPUB”", "Die Wahlverwandtschaften.epub"],
    ["* 吾輩は猫である.epub を変換できませんでした", "吾輩は猫である.epub"],
    ["* Emma 1.5.epub", "Emma 1.5.epub"],
  ])("though it writes the name in its own way: %s", (text, fileName) => {
    expect(bind(text, candidate("a", fileName), candidate("b", "Another.epub"))).toBe("a");
  });

  it("to the device that it names", () => {
    const both = [candidate("a", "Emma.epub"), candidate("b", "Emma.epub", { email: "two@kindle.com" })];
    expect(bind("Emma.epub was sent to two@kindle.com", ...both)).toBe("b");
    expect(bind("Emma.epub was sent to one@kindle.com", ...both)).toBe("a");
  });

  it("to the newest of several, and to none that was asked for afterwards or long before", () => {
    const old = candidate("old", "Emma.epub", { requestedAt: minutesBefore(600) });
    const later = candidate("later", "Emma.epub", { requestedAt: minutesBefore(-30) });
    expect(bind("Emma.epub", old, candidate("new", "Emma.epub"), later)).toBe("new");
    expect(bind("Emma.epub", candidate("a", "Emma.epub", { requestedAt: minutesBefore(60 * 24 * 5) }))).toBeUndefined();
  });

  it("to one that Amazon has not spoken of, unless this very mail has", () => {
    const over = candidate("over", "Emma.epub", { isOver: true });
    const open = candidate("open", "Emma.epub", { requestedAt: minutesBefore(5) });
    expect(bind("Emma.epub", over, open)).toBe("open");
    expect(bind("Emma.epub", { ...over, isBound: true }, open)).toBe("over");
  });

  it("without a name only where there is one that it can be about", () => {
    expect(bind("No attachment", candidate("a", "Emma.epub"))).toBe("a");
    expect(bind("No attachment", candidate("a", "Emma.epub"), candidate("b", "Persuasion.epub"))).toBeUndefined();
    expect(bind("No attachment", candidate("a", "Emma.epub", { requestedAt: minutesBefore(90) }))).toBeUndefined();
    expect(bind("Emma.epub")).toBeUndefined();
  });
});
