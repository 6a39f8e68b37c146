import { html } from "hono/html";
import type { DeadLetter } from "../../../shared/read-models/dead-letters.ts";
import type { DeliveryView } from "../../../shared/read-models/deliveries.ts";
import { type Html, time } from "./layout.ts";
import type { LibraryContents } from "./read-page.ts";

/** What goes no further without a person. Not there while there is nothing. */
export function attentionSection({ undecided, letters, devices }: LibraryContents): Html | "" {
  if (undecided.length + letters.length === 0) return "";
  const nameOf = (id: string) => devices.find((device) => device.id === id)?.name ?? "a former device";
  return html`<section class="attention" id="attention" aria-labelledby="attention-heading" tabindex="-1">
  <h2 id="attention-heading">Needs you</h2>
  <ul class="cards">
    ${undecided.map((delivery) => html`<li class="card stack" id="undecided-${delivery.id}">${decision(delivery, nameOf(delivery.deviceId))}</li>`)}
    ${letters.map(letterCard)}
  </ul>
</section>`;
}

/** One button for each way out of a delivery that nobody else can settle. */
export function decision({ id, title, status, reason, changedAt }: DeliveryView, deviceName: string): Html {
  const waits = status === "uncertain" ? " Evidence may still come; you can also decide now." : "";
  return html`<h3>Is “${title}” on ${deviceName}?</h3>
  <p>${reason ?? "Nobody knows whether the mail was accepted."}${waits} To be safe it is not sent again by itself. <span class="when">${time(changedAt)}</span></p>
  <form method="post" action="/page/deliveries/${id}/resolve" class="buttons">
    <button name="as" value="sent" class="main">It is on my Kindle</button>
    <button name="as" value="retry">Send it again</button>
  </form>`;
}

const doings: Readonly<Record<string, string>> = {
  ingest: "Opening a file",
  format: "Making an EPUB",
  deliver: "A delivery",
  fetch: "Asking for a feed",
  extract: "Getting an article",
  digest: "Putting an edition together",
  "mail-events": "Reading what the mail provider told",
  poll: "Looking for what is due",
  project: "Keeping the records",
  "dead-letter": "Trying something again",
  housekeep: "The housekeeping",
};

function letterCard({ id, step, eventName, reason, attempts, failedAt, original }: DeadLetter): Html {
  const canReplay = Object.keys(original).length > 0;
  return html`<li class="card stack" id="letter-${id}">
  <h3>${doings[step] ?? step} did not work</h3>
  <p>It was given up after ${attempts === 1 ? "one attempt" : `${attempts} attempts`}. <span class="when">${time(failedAt)}</span></p>
  <details><summary>What exactly happened</summary><p class="technical">${step} at ${eventName}: ${reason}</p></details>
  <div class="buttons">
    ${canReplay ? html`<form method="post" action="/page/dead-letters/${id}/replay"><button class="main">Try again</button></form>` : ""}
    <form method="post" action="/page/dead-letters/${id}/discard"><button>Let it go</button></form>
  </div>
</li>`;
}
