import { expect, it } from "@jest/globals";
import type { StepName } from "../../events/define-event.ts";
import { smallBook } from "../pipeline/small-books.ts";
import { seeded } from "../seeded.ts";
import type { AcceptedMail } from "../sendgrid-server.ts";
import type { Cloud } from "./cloud.ts";
import { hoursLater } from "./function-fleet.ts";
import { addDevice, command, type DeliveryShown, type PipelineWorld, untilListed } from "./pipeline-world.ts";
import { unreliableCarrier } from "./unreliable-carrier.ts";

const kills = Number(process.env["KILLS"] ?? 20);
const books = Number(process.env["BOOKS"] ?? 5 * kills);
const seed = Number(process.env["SEED"] ?? Math.floor(performance.timeOrigin) % 1_000_000);
/** `DEVICES=2` has each of them mailed to two. */
const emails = ["one@kindle.com", "two@free.kindle.com"].slice(0, Number(process.env["DEVICES"] ?? 1));
/** Books that no other test has. */
const firstBook = 1000;
/** The schedule strikes in between. */
const pollEachKills = 5;
const hour = 60 * 60_000;
const hoursMax = 4;

/** What is left of a delivery once everything has been tried: its end, or a page that says so. */
const ends = new Set(["sent", "delivered", "parked"]);

interface Edition {
  readonly id: string;
  readonly title: string;
  readonly status: string;
}

/** Nobody and nothing can be relied upon, and each document arrives once or is shown as parked. */
export function killedAtRandom(world: () => PipelineWorld): void {
  it(`mails each of ${books} books and a digest exactly once, or parks it, with ${kills} kills and a carrier that cannot be trusted (seed ${seed})`, async () => {
    const { cloud, carrier } = world();
    const random = seeded(seed);
    for (const email of emails) await addDevice(world(), email);
    const before = new Set((await shown(cloud, () => true, "what is there")).map(({ id }) => id));
    const whims = unreliableCarrier(random);
    carrier.behave = whims.behave;
    carrier.plan = whims.plan;

    const printed = printEdition(world());
    // It is waited for below, and may fail before that.
    printed.catch(() => undefined);
    const steps = [...cloud.functions.keys()];
    // Who has most to do is under way most.
    const victims: readonly StepName[] = [...steps, "deliver", "deliver", "format", "ingest", "project", "mail-events"];
    for (let kill = 0, dropped = 0; kill < kills; kill += 1) {
      for (; dropped < Math.ceil((books * (kill + 1)) / kills); dropped += 1) {
        const { name, content } = smallBook(firstBook + dropped);
        cloud.drop(name, content);
      }
      if (kill === Math.floor(kills / 2)) await carrier.restart();
      if (kill % pollEachKills === 0) await cloud.tick().catch(() => 0);
      await cloud.functions.get(victims[Math.floor(random() * victims.length)] ?? "deliver")?.kill();
    }
    const edition = await printed;
    const titles = [...Array.from({ length: books }, (_, index) => smallBook(firstBook + index).title), edition.title];
    const wanted = titles.flatMap((title) => emails.map((email) => `${title} for ${email}`)).toSorted();
    const ofThese = (all: readonly DeliveryShown[]) => all.filter(({ id }) => !before.has(id));
    const deliveries = async (holds: (all: readonly DeliveryShown[]) => boolean, what: string) => {
      return ofThese(await shown(cloud, (all) => holds(ofThese(all)), what));
    };
    await deliveries((all) => all.length >= wanted.length, `${wanted.length} deliveries to be there`);
    carrier.behave = () => ({ kind: "accept" });
    // Hours pass: whatever is still open is looked at again, and settled in the end.
    for (let hours = 1; hours <= hoursMax; hours += 1) {
      await cloud.functions.get("deliver")?.replace(hoursLater(hours));
      await cloud.functions.get("poll")?.replace(hoursLater(hours));
      expect(await cloud.tick()).toBe(204);
      const since = Date.now() + (hours - 0.5) * hour;
      const isLookedAt = ({ status, changedAt }: DeliveryShown) => ends.has(status) || Date.parse(changedAt) > since;
      const all = await deliveries((some) => some.every(isLookedAt), `all to be looked at, ${hours} hours later`);
      if (all.every(({ status }) => ends.has(status))) break;
    }
    await carrier.posted();
    const isTold = () => carrier.toldOf("delivered");
    const told = await deliveries(
      (all) => all.every(({ id, status }) => !isTold().has(id) || status === "delivered"),
      "what the carrier has told to be believed",
    );
    const parked = told.filter(({ status }) => status === "parked");
    // What comes when everybody has given up is believed all the same.
    const late = carrier.accepted().filter(({ deliveryId }) => whims.late.has(deliveryId));
    for (const mail of late) expect(await carrier.post([carrier.eventAbout(mail, "delivered")])).toBe(204);
    const all = await deliveries(
      (some) => some.every(({ id, status }) => !whims.late.has(id) || status === "delivered"),
      "what the carrier has told late to be believed",
    );

    const accepted = carrier.accepted().filter(({ deliveryId }) => !before.has(deliveryId));
    const counted = Object.entries(Object.groupBy(all, ({ status }) => status)).map(
      ([status, some = []]) => `${some.length} ${status}`,
    );
    process.stdout.write(
      `${all.length} deliveries of ${books} books and an edition (devices: ${emails.length}; kills: ${kills}; seed: ${seed}): ${accepted.length} mails accepted; ${counted.join(", ")}; ${parked.length} parked before the last word came; ${cloud.deadLetters()} dead letters; the carrier: ${whims.counts()}\n`,
    );
    const timesOf = (deliveryId: string) => accepted.filter((mail) => mail.deliveryId === deliveryId).length;
    // Whatever they are called here: the same thing to the same reader.
    expect(repeated(accepted.map(({ subject, to }) => `${subject} for ${to}`))).toEqual([]);
    const addressOf = addresses(accepted);
    expect(all.filter(({ status }) => !ends.has(status))).toEqual([]);
    expect(all.filter(({ id, status }) => status !== "parked" && timesOf(id) !== 1)).toEqual([]);
    expect(all.filter(({ id, status }) => status === "parked" && timesOf(id) > 1)).toEqual([]);
    // Nothing is lost, and nothing is there that nobody asked for.
    expect(all.map(({ title, deviceId }) => `${title} for ${addressOf.get(deviceId)}`).toSorted()).toEqual(wanted);
    expect(accepted.filter(({ deliveryId }) => !all.some(({ id }) => id === deliveryId))).toEqual([]);
    expect(cloud.storage.names("", "uploads")).toEqual([]);
    expect(cloud.deadLetters()).toBe(0);

    /** Which device has which address, as the mails say. */
    function addresses(mails: readonly AcceptedMail[]): ReadonlyMap<string, string> {
      return new Map(
        mails.map(({ deliveryId, to }) => [all.find(({ id }) => id === deliveryId)?.deviceId ?? "", to] as const),
      );
    }
  }, 900_000);
}

/** A newspaper that nobody has read before, subscribed to, gathered and printed while everything else goes on. */
async function printEdition({ cloud, press }: PipelineWorld): Promise<Edition> {
  const paper = press.papers[1];
  if (paper === undefined) throw new Error("There is no second newspaper");
  const { id: feedId } = await command<{ id: string }>(cloud, "/api/feeds", { url: paper.feedUrl }, "second-feed");
  const titles = new Set(press.titlesOf(paper));
  await untilListed<{ title: string }>(
    cloud,
    "/api/articles",
    (articles) => articles.filter(({ title }) => titles.has(title)).length === titles.size,
    { withinMs: 300_000, what: "the second newspaper's articles" },
  );
  // Not by the clock: whoever looks what is due is hours ahead later on.
  const wish = { name: "Evening", cron: "0 0 1 1 *", feeds: [feedId] };
  const { id } = await command<{ id: string }>(cloud, "/api/digests", wish, "second-digest");
  const run = await command<{ id: string }>(cloud, `/api/digests/${id}/run`, {}, "second-edition");
  const limit = { withinMs: 300_000, what: "the second edition" };
  const editions = await untilListed<Edition>(cloud, "/api/editions", (all) => all.some(isReady), limit);
  const edition = editions.find(isReady);
  if (edition === undefined) throw new Error("There is no edition");
  return edition;

  function isReady(each: Edition): boolean {
    return each.id === run.id && each.status === "ready";
  }
}

function shown(
  cloud: Cloud,
  satisfies: (all: readonly DeliveryShown[]) => boolean,
  what: string,
): Promise<readonly DeliveryShown[]> {
  return untilListed<DeliveryShown>(cloud, "/api/deliveries", satisfies, { withinMs: 240_000, what });
}

function repeated(all: readonly string[]): readonly string[] {
  return all.filter((one, index) => all.indexOf(one) !== index);
}
