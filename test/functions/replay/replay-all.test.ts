import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { bookRemoved } from "../../../events/book-removed.ts";
import { firstCause } from "../../../events/define-event.ts";
import { stepFailed } from "../../../events/step-failed.ts";
import { toWire } from "../../../events/wire.ts";
import { replayAll, replayRamp } from "../../../functions/replay/replay-all.ts";
import { momentOf } from "../../../shared/ramp.ts";
import { virtualTime } from "../../virtual-time.ts";
import { type ApiKit, openApiKit } from "../api/open-api-kit.ts";

let kit: ApiKit;
let time: ReturnType<typeof virtualTime>;
let said: string[];
beforeEach(async () => {
  kit = await openApiKit();
  time = virtualTime();
  said = [];
});
afterEach(() => kit.close());

const asOwner = async (path: string, init: RequestInit) => await kit.ask(path, init);
const asStranger = async (path: string, init: RequestInit) => await kit.askAs({}, path, init);
const ports = (request = asOwner) => ({
  request,
  clock: time,
  // Nobody waits for real: the time that is waited for has passed.
  timers: {
    after: (delayMs: number, run: () => void) => {
      time.advance(delayMs);
      run();
      return () => undefined;
    },
  },
  say: (line: string) => void said.push(line),
});

async function fail(deadLetterId: string, { step = "format", original = true } = {}) {
  const event = bookRemoved.from(firstCause("home", deadLetterId), {
    subject: "book",
    at: kit.ports.clock.now(),
    data: { bookId: "book" },
  });
  const data = {
    deadLetterId,
    step,
    eventId: event.id,
    eventName: event.name,
    about: "book",
    reason: "Error: disk full",
    attempts: 10,
    original: original ? { ...toWire(event) } : {},
  };
  await kit.happen(stepFailed.from(event, { subject: deadLetterId, at: kit.ports.clock.now(), data }));
}

const asked = () =>
  kit.published.filter(({ name }) => name === "dead-letter.replay-requested").map(({ subject }) => subject);

describe("the command that has dead letters tried again", () => {
  it("asks for each open one, page after page, and for none twice", async () => {
    const names = Array.from({ length: 230 }, (_, at) => `letter-${at}`);
    for (const name of names) await fail(name);
    expect(await replayAll({ step: undefined }, ports())).toEqual({ replayed: 230, left: 0 });
    expect(asked().toSorted()).toEqual(names.toSorted());
    expect(new Set(kit.published.map(({ id }) => id)).size).toBe(230);
  }, 60_000);

  it("asks for those of one step where it is told one", async () => {
    await fail("of-format");
    await fail("of-deliver", { step: "deliver" });
    expect(await replayAll({ step: "deliver" }, ports())).toEqual({ replayed: 1, left: 0 });
    expect(asked()).toEqual(["of-deliver"]);
  });

  it("begins slowly", async () => {
    for (let at = 0; at < 10; at += 1) await fail(`letter-${at}`);
    const startedMs = time.now().getTime();
    await replayAll({ step: undefined }, ports());
    expect(time.now().getTime() - startedMs).toBeCloseTo(momentOf(9, replayRamp), -1);
    expect(momentOf(9, replayRamp)).toBe(4500);
  });

  it("leaves what holds no event, and says so", async () => {
    await fail("letter");
    await fail("empty", { original: false });
    expect(await replayAll({ step: undefined }, ports())).toEqual({ replayed: 1, left: 1 });
    expect(said).toEqual(["empty is left: a book.removed of format"]);
  });

  it("waits where it is too much for the API, as long as that says", async () => {
    await fail("letter");
    let refusals = 2;
    const startedMs = time.now().getTime();
    const busy = async (path: string, init: RequestInit) => {
      refusals -= 1;
      return refusals < 0
        ? await kit.ask(path, init)
        : new Response(null, { status: 429, headers: { "retry-after": "30" } });
    };
    expect(await replayAll({ step: undefined }, ports(busy))).toEqual({ replayed: 1, left: 0 });
    expect(time.now().getTime() - startedMs).toBe(60_000);
  });

  it("ends with the API's own words where it may not ask", async () => {
    await expect(replayAll({ step: undefined }, ports(asStranger))).rejects.toThrow(/answers 401 .*token\/missing/);
  });
});
