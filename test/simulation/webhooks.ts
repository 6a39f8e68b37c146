import type { Random } from "./random.ts";

/**
 * What the carrier tells of the mails that it has accepted, by posts to `mail-events`: in any order, late, more than once,
 * or never. A post that nobody has answered is made again.
 */
export interface Webhooks {
  /** A mail has been accepted: `<deliveryId>.<attempt>`. */
  note(message: string, at: number): void;
  /** One of the posts that wait, whichever, as SendGrid words it; `undefined` where none does. */
  take(): Post | undefined;
  answered(post: Post): void;
  comeAgain(post: Post): void;
  /** How many posts have not been answered as often as they are made. */
  size(): number;
  /** What it has told, whether it was answered or not. */
  saidOf(deliveryId: string): readonly Told[];
  /** What it was answered about. */
  toldOf(deliveryId: string): readonly Told[];
}

export interface WebhookTraits {
  /** Probability that it tells of a mail at all. */
  readonly tells: number;
  /** Probability that it makes a post once more. */
  readonly tellsAgain: number;
  /** Probability that a mail which it has accepted comes back. */
  readonly bounces: number;
}

export interface Post {
  readonly event: Readonly<Record<string, unknown>>;
  readonly deliveryId: string;
  readonly told: Told;
  timesLeft: number;
}

export interface Told {
  readonly attempt: number;
  readonly says: "accepted" | "delivered" | "bounced";
}

const timesMax = 3;

export function webhooks(traits: WebhookTraits, random: Random): Webhooks {
  let waiting: Post[] = [];
  const said = new Map<string, Told[]>();
  const told = new Map<string, Told[]>();
  let taken = 0;
  let made = 0;

  const plan = (message: string, at: number, kind: string, says: Told["says"]) => {
    const [deliveryId = "", attempt = ""] = message.split(".");
    let timesLeft = 1;
    while (timesLeft < timesMax && random.chance(traits.tellsAgain)) timesLeft += 1;
    const event = {
      event: kind,
      email: "device@kindle.com",
      timestamp: Math.floor(at / 1000),
      sg_event_id: `event-${(made += 1)}`,
      deliveryId,
      messageId: `${message}@example.org`,
    };
    waiting.push({ event, deliveryId, told: { attempt: Number(attempt), says }, timesLeft });
  };

  return {
    note: (message, at) => {
      if (!random.chance(traits.tells)) return;
      plan(message, at, "processed", "accepted");
      if (random.chance(traits.bounces)) plan(message, at, "bounce", "bounced");
      else plan(message, at, "delivered", "delivered");
    },
    take: () => {
      if (waiting.length === 0) return undefined;
      const [post] = waiting.splice(random.below(waiting.length), 1);
      if (post !== undefined) {
        taken += 1;
        said.set(post.deliveryId, [...(said.get(post.deliveryId) ?? []), post.told]);
      }
      return post;
    },
    answered: (post) => {
      taken -= 1;
      told.set(post.deliveryId, [...(told.get(post.deliveryId) ?? []), post.told]);
      post.timesLeft -= 1;
      if (post.timesLeft > 0) waiting.push(post);
    },
    comeAgain: (post) => {
      taken -= 1;
      waiting.push(post);
    },
    size: () => waiting.length + taken,
    saidOf: (deliveryId) => said.get(deliveryId) ?? [],
    toldOf: (deliveryId) => told.get(deliveryId) ?? [],
  };
}
