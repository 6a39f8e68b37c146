import { afterEach, describe, expect, it } from "@jest/globals";
import { type Envelope, firstCause } from "../../events/define-event.ts";
import { deliveryOverdue } from "../../events/delivery-overdue.ts";
import { deviceRemoved } from "../../events/device-removed.ts";
import { stepFailed } from "../../events/step-failed.ts";
import type { Journal, PlacedEvent } from "../../shared/ports/journal.ts";
import { UnknownPage } from "../../shared/ports/read-models.ts";

const at = new Date("2026-03-01T08:00:00.000Z");

function removal(deviceId: string, { account = "home", occurredAt = at } = {}): Envelope {
  return deviceRemoved.from(firstCause(account, deviceId), { subject: deviceId, at: occurredAt, data: { deviceId } });
}

const overdue = deliveryOverdue.from(firstCause("home", "overdue"), {
  subject: "delivery-1",
  at,
  data: { deliveryId: "delivery-1", documentId: "book-1", deviceId: "device-1", version: 3 },
});

/** One of several about the same book. */
function overdueCopy(copy: number): Envelope {
  return deliveryOverdue.from(firstCause("home", `overdue ${copy}`), {
    subject: `delivery-${copy}`,
    at,
    data: { deliveryId: `delivery-${copy}`, documentId: "book-7", deviceId: "device-1", version: 1 },
  });
}

const failed = stepFailed.from(firstCause("home", "failed"), {
  subject: "letter-1",
  at,
  data: {
    deadLetterId: "letter-1",
    step: "format",
    eventId: "event-1",
    eventName: "book.ingested",
    about: "book-1",
    reason: "It did not end.",
    attempts: 5,
    original: { id: "event-1", nested: { bookId: "not-an-id-of-this-event" } },
  },
});

async function collect(events: AsyncIterable<Envelope>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const event of events) found.push(event.subject);
  return found;
}

async function all(journal: Journal, id: string, account = "home"): Promise<readonly Envelope[]> {
  return (await journal.about(account, id, { limit: 1000 })).items;
}

async function placesIn(events: AsyncIterable<PlacedEvent>) {
  const found: { readonly subject: string; readonly place: string }[] = [];
  for await (const { event, place } of events) found.push({ subject: event.subject, place });
  return found;
}

/** Asks until the answer is good, at most a hundred times. */
async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  for (let asked = 1; ; asked += 1) {
    const answer = await ask();
    if (good(answer) || asked === 100) return answer;
  }
}

export function journalContract(adapter: string, open: () => Promise<Journal>) {
  describe(`${adapter} keeps every event and`, () => {
    it("answers an event as it kept it", async () => {
      const journal = await open();
      expect(await journal.append(failed)).toEqual(failed);
      expect(await journal.find("home", failed.id)).toEqual(failed);
    });

    it("adds nothing for a repeat, and answers the first one even where the repeat differs", async () => {
      const journal = await open();
      const first = await journal.append(removal("a"));
      const repeat = removal("a", { occurredAt: new Date("2027-01-01T00:00:00.000Z") });
      expect(repeat.id).toBe(first.id);
      expect(await journal.append(repeat)).toEqual(first);
      expect(await journal.find("home", first.id)).toEqual(first);
      expect(await collect(journal.all())).toEqual(["a"]);
      expect(await all(journal, "a")).toEqual([first]);
    });

    it("keeps one of many simultaneous appends of one id, and answers that one to all", async () => {
      const journal = await open();
      const repeats = Array.from({ length: 20 }, (_, day) =>
        removal("a", { occurredAt: new Date(at.getTime() + day) }),
      );
      const answers = await Promise.all(repeats.map((event) => journal.append(event)));
      expect(new Set(answers.map(({ occurredAt }) => occurredAt)).size).toBe(1);
      expect(await collect(journal.all())).toEqual(["a"]);
    });

    it("answers the same for the first append as for every later one, whatever the data was made of", async () => {
      const journal = await open();
      const event: Envelope = { ...removal("a"), data: { deviceId: "a", absent: undefined, nested: { b: 1, a: 2 } } };
      const first = await journal.append(event);
      expect(JSON.stringify(await journal.append(event))).toBe(JSON.stringify(first));
      expect(Object.keys(first.data as object)).not.toContain("absent");
    });

    it("rejects an event that it could not read again, and keeps nothing of it", async () => {
      const journal = await open();
      await expect(journal.append({ ...removal("a"), occurredAt: "yesterday" })).rejects.toThrow();
      await expect(journal.append({ ...removal("a"), data: { size: Number.NaN } })).rejects.toThrow();
      expect(await collect(journal.all())).toEqual([]);
    });

    it("finds nothing under an unknown id, nor under another account's", async () => {
      const journal = await open();
      const { id } = await journal.append(removal("a"));
      expect(await journal.find("home", "unknown")).toBeUndefined();
      expect(await journal.find("other", id)).toBeUndefined();
    });

    it("keeps an id that two accounts have apart", async () => {
      const journal = await open();
      const mine = await journal.append(removal("a"));
      const theirs = await journal.append({ ...mine, account: "other", subject: "b" });
      expect(theirs.subject).toBe("b");
      expect(await journal.find("home", mine.id)).toEqual(mine);
      expect(await journal.find("other", mine.id)).toEqual(theirs);
    });

    it("finds the events about a thing by their subject and by every id that their data names, in order", async () => {
      const journal = await open();
      const removed = removal("device-1");
      for (const event of [failed, removed, overdue]) await journal.append(event);
      const about = async (id: string) => (await all(journal, id)).map(({ name }) => name);
      expect(await about("delivery-1")).toEqual(["delivery.overdue"]);
      expect(await about("book-1")).toEqual(["step.failed", "delivery.overdue"]);
      expect(await about("device-1")).toEqual(["device.removed", "delivery.overdue"]);
      expect(await about("letter-1")).toEqual(["step.failed"]);
    });

    it("takes no other text in an event for an id, and shows no other account's", async () => {
      const journal = await open();
      await journal.append(failed);
      expect(await all(journal, "It did not end.")).toEqual([]);
      expect(await all(journal, "not-an-id-of-this-event")).toEqual([]);
      expect(await all(journal, "book-1", "other")).toEqual([]);
    });

    it("gives the events about a thing page by page, each once and in order, however many are kept meanwhile", async () => {
      const journal = await open();
      for (let copy = 0; copy < 5; copy += 1) await journal.append(overdueCopy(copy));
      const subjects: string[] = [];
      let pages = 0;
      for (let after: string | undefined, more = true; more; pages += 1) {
        const page = await journal.about("home", "book-7", { limit: 2, ...(after !== undefined && { after }) });
        subjects.push(...page.items.map(({ subject }) => subject));
        if (pages === 0) await journal.append(overdueCopy(5));
        after = page.next;
        more = after !== undefined;
      }
      expect(subjects).toEqual([0, 1, 2, 3, 4, 5].map((copy) => `delivery-${copy}`));
      // The last page is full, and no empty one comes after it.
      expect(pages).toBe(3);
      expect(await journal.about("home", "book-7", { limit: 0 })).toEqual({ items: [] });
    });

    it("gives the newest events about a thing, in order", async () => {
      const journal = await open();
      for (const event of [failed, overdue, removal("device-1")]) await journal.append(event);
      const last = async (limit: number) =>
        (await journal.lastAbout("home", "device-1", limit)).map(({ name }) => name);
      expect(await last(5)).toEqual(["delivery.overdue", "device.removed"]);
      expect(await last(1)).toEqual(["device.removed"]);
      expect(await last(0)).toEqual([]);
      expect(await journal.lastAbout("other", "device-1", 5)).toEqual([]);
    });

    it("refuses to go on from a place at which no page has ended", async () => {
      const journal = await open();
      for (const after of ["", "x", "1 OR 1", "-1", "../1~2", "1.5~a/b"]) {
        await expect(journal.about("home", "book-1", { limit: 1, after })).rejects.toThrow(UnknownPage);
      }
    });

    it("goes through every event of every account in the order in which they were kept", async () => {
      const journal = await open();
      const subjects = Array.from({ length: 1203 }, (_, at) => `device-${at}`);
      const waves = Array.from({ length: 3 }, (_, wave) => subjects.slice(wave * 401, (wave + 1) * 401));
      for (const wave of waves) {
        await Promise.all(
          wave.map((subject, at) => journal.append(removal(subject, { account: at % 2 === 0 ? "home" : "other" }))),
        );
      }
      const found = await collect(journal.all());
      // Which of simultaneous ones is the first is nobody's to say; that nobody comes before those who had ended is.
      const foundWaves = waves.map((_, wave) => found.slice(wave * 401, (wave + 1) * 401).toSorted());
      expect(foundWaves).toEqual(waves.map((wave) => wave.toSorted()));
      expect(found).toHaveLength(1203);
    });

    it("keeps the order of events that come one after another as fast as can be", async () => {
      const journal = await open();
      const subjects = Array.from({ length: 60 }, (_, at) => `device-${at}`);
      for (const subject of subjects) {
        await journal.append({ ...removal(subject), data: { deviceId: subject, bookId: "book" } });
      }
      expect(await collect(journal.all())).toEqual(subjects);
      expect((await all(journal, "book")).map(({ subject }) => subject)).toEqual(subjects);
    });

    it("goes through at least every event that was kept since a time", async () => {
      const journal = await open();
      await journal.append(removal("a"));
      // Beyond what two clocks may differ by.
      const since = new Date(Date.now() - 60_000);
      await journal.append(removal("b"));
      expect(await collect(journal.all(since))).toEqual(["a", "b"]);
    });

    it("can be written to while somebody goes through it", async () => {
      const journal = await open();
      await journal.append(removal("a"));
      await journal.append(removal("b"));
      const found: string[] = [];
      for await (const { subject } of journal.all()) {
        found.push(subject);
        await journal.append(removal("b"));
      }
      expect(found).toEqual(["a", "b"]);
    });

    it("goes through the events of one account alone, in the order in which they were kept", async () => {
      const journal = await open();
      const subjects = Array.from({ length: 40 }, (_, at) => `device-${at}`);
      for (const [at, subject] of subjects.entries()) {
        await journal.append(removal(subject, { account: at % 2 === 0 ? "home" : "other" }));
      }
      await Promise.all(
        Array.from({ length: 501 }, (_, at) => journal.append(removal(`many-${at}`, { account: "large" }))),
      );
      expect(await collect(journal.of("home"))).toEqual(subjects.filter((_, at) => at % 2 === 0));
      expect(new Set(await collect(journal.of("large"))).size).toBe(501);
      expect(await collect(journal.of("nobody"))).toEqual([]);
    });

    it("goes on after a place, misses nothing and repeats nothing, however it is cut up", async () => {
      const journal = await open();
      const subjects = Array.from({ length: 30 }, (_, at) => `device-${at}`);
      for (const subject of subjects) {
        await journal.append(removal(subject));
        await journal.append(removal(subject, { account: "other" }));
      }
      await Promise.all(Array.from({ length: 501 }, (_, at) => journal.append(removal(`many-${at}`))));
      // What is kept at this very moment may come later.
      const whole = await until(
        () => placesIn(journal.settled("home")),
        (found) => found.length === 531,
      );
      expect(new Set(whole.map(({ subject }) => subject)).size).toBe(531);
      expect(whole.slice(0, 30).map(({ subject }) => subject)).toEqual(subjects);
      expect(new Set(whole.map(({ place }) => place)).size).toBe(531);
      for (const cut of [0, 7, 29, 30, 300, 500, 530]) {
        expect(await placesIn(journal.settled("home", whole[cut]?.place))).toEqual(whole.slice(cut + 1));
      }
      await journal.append(removal("late"));
      const later = await until(
        () => placesIn(journal.settled("home", whole.at(-1)?.place)),
        (found) => found.length > 0,
      );
      expect(later.map(({ subject }) => subject)).toEqual(["late"]);
      expect(await placesIn(journal.settled("nobody"))).toEqual([]);
    });

    it("names every account that has events, each once", async () => {
      const journal = await open();
      for (const account of ["home", "other", "home", "public"]) {
        await journal.append(removal(`of ${account}`, { account }));
        await journal.append(removal(`too of ${account}`, { account }));
      }
      const accounts: string[] = [];
      for await (const account of journal.accounts()) accounts.push(account);
      expect(accounts.toSorted()).toEqual(["home", "other", "public"]);
    });

    it("erases an account's events but one, wherever they are found, and nothing of another account", async () => {
      const journal = await open();
      const kept = await journal.append({ ...removal("kept"), data: { deviceId: "kept", bookId: "book" } });
      await Promise.all(
        Array.from({ length: 450 }, (_, at) =>
          journal.append({ ...removal(`gone-${at}`), data: { deviceId: `gone-${at}`, bookId: "book" } }),
        ),
      );
      const other = await journal.append(removal("gone-1", { account: "other" }));
      for (const _ of ["at first", "and again"]) {
        await journal.erase("home", kept.id);
        expect(await collect(journal.of("home"))).toEqual(["kept"]);
        expect(await all(journal, "book")).toEqual([kept]);
        expect(await all(journal, "gone-1")).toEqual([]);
        expect(await journal.find("home", removal("gone-1").id)).toBeUndefined();
        expect(await journal.find("home", kept.id)).toEqual(kept);
        expect(await all(journal, "gone-1", "other")).toEqual([other]);
      }
      await journal.erase("home", "none");
      expect(await collect(journal.of("home"))).toEqual([]);
      await journal.erase("nobody", "none");
      expect(await collect(journal.all())).toEqual(["gone-1"]);
    });

    it("answers the newest events of an account, newest first, at most as many as asked for", async () => {
      const journal = await open();
      for (const id of ["a", "b", "c"]) await journal.append(removal(id));
      await journal.append(removal("d", { account: "other" }));
      const recent = async (limit: number) => (await journal.recent("home", limit)).map(({ subject }) => subject);
      expect(await recent(2)).toEqual(["c", "b"]);
      expect(await recent(10)).toEqual(["c", "b", "a"]);
      expect(await recent(0)).toEqual([]);
    });
  });

  describe(`${adapter} can be watched and`, () => {
    const ends: (() => void)[] = [];
    afterEach(() => {
      for (const end of ends.splice(0)) end();
    });
    const watch = async (journal: Journal, listener: (event: Envelope) => void) => {
      const end = await journal.watch("home", listener);
      ends.push(end);
      return end;
    };

    it("tells every listener of each event of its account from then on, in order, and of no other", async () => {
      const journal = await open();
      await journal.append(removal("before"));
      const [one, two] = [collector(), collector()];
      await watch(journal, one.listener);
      await watch(journal, two.listener);
      const subjects = Array.from({ length: 50 }, (_, at) => `device-${at}`);
      await journal.append(removal("theirs", { account: "other" }));
      for (const subject of subjects) await journal.append(removal(subject));
      await Promise.all([one.heard("device-49"), two.heard("device-49")]);
      expect(one.seen).toEqual(subjects);
      expect(two.seen).toEqual(subjects);
    });

    it("tells of every one of many that are kept at the same time", async () => {
      const journal = await open();
      const { seen, listener, heard } = collector();
      await watch(journal, listener);
      const subjects = Array.from({ length: 50 }, (_, at) => `device-${at}`);
      await Promise.all(subjects.map((subject) => journal.append(removal(subject))));
      await Promise.all(subjects.map((subject) => heard(subject)));
      expect(seen.toSorted()).toEqual(subjects.toSorted());
    });

    it("tells of an event once it is kept, not before", async () => {
      const journal = await open();
      const found: Promise<Envelope | undefined>[] = [];
      const { listener, heard } = collector(({ id }) => found.push(journal.find("home", id)));
      await watch(journal, listener);
      const kept = await journal.append(removal("a"));
      await heard("a");
      expect(await Promise.all(found)).toEqual([kept]);
    });

    it("tells nobody of a repeat, because nothing was kept", async () => {
      const journal = await open();
      await journal.append(removal("a"));
      const { seen, listener, heard } = collector();
      await watch(journal, listener);
      await journal.append(removal("a"));
      await journal.append(removal("b"));
      await heard("b");
      expect(seen).toEqual(["b"]);
    });

    it("stops telling a listener that has ended it, even a listener that was given twice", async () => {
      const journal = await open();
      const [twice, other] = [collector(), collector()];
      const end = await watch(journal, twice.listener);
      const endOther = await watch(journal, twice.listener);
      await watch(journal, other.listener);
      const append = async (subject: string) => {
        await journal.append(removal(subject));
        await other.heard(subject);
      };
      await append("a");
      await twice.heard("a", 2);
      end();
      end();
      await append("b");
      await twice.heard("b");
      endOther();
      await append("c");
      expect(twice.seen).toEqual(["a", "a", "b"]);
    });

    it("keeps the event and tells the others when a listener throws", async () => {
      const journal = await open();
      const { seen, listener, heard } = collector();
      await watch(journal, () => {
        throw new Error("This listener is broken");
      });
      await watch(journal, listener);
      const kept = await journal.append(removal("a"));
      await heard("a");
      expect(await journal.find("home", kept.id)).toEqual(kept);
      expect(seen).toEqual(["a"]);
    });

    it("lets a listener end itself, and another, while it is told", async () => {
      const journal = await open();
      const seen: string[] = [];
      const last = collector();
      const end = await watch(journal, ({ subject }) => {
        seen.push(`first ${subject}`);
        end();
        endSecond();
      });
      const endSecond = await watch(journal, ({ subject }) => seen.push(`second ${subject}`));
      await watch(journal, last.listener);
      await journal.append(removal("a"));
      await last.heard("a");
      await journal.append(removal("b"));
      await last.heard("b");
      expect(seen.filter((each) => each.endsWith("b"))).toEqual([]);
      expect(seen).toContain("first a");
    });
  });
}

/** A listener, and a way to wait until it has been told of a subject so many times. */
function collector(also: (event: Envelope) => void = () => {}) {
  const seen: string[] = [];
  const waiting = new Set<() => void>();
  return {
    seen,
    listener: (event: Envelope) => {
      seen.push(event.subject);
      also(event);
      for (const look of waiting) look();
    },
    heard: (subject: string, times = 1) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (seen.filter((each) => each === subject).length < times) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
