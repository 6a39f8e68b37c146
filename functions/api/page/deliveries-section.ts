import { html } from "hono/html";
import type { Rung } from "../../../events/values.ts";
import type { DeliveryView } from "../../../shared/read-models/deliveries.ts";
import { stateLine } from "./book-tile.ts";
import { type Html, time } from "./layout.ts";
import type { LibraryContents } from "./read-page.ts";
import { deliveryWording } from "./words.ts";

/** What went where lately. */
export function deliveriesSection({ deliveries, devices, mailStaysHere }: LibraryContents): Html {
  const nameOf = (id: string) => devices.find((device) => device.id === id)?.name ?? "a former device";
  const rows = deliveries.map(
    (delivery) => html`<li class="delivery" id="delivery-${delivery.id}">
    <p class="delivery-what"><a href="/${delivery.kind}/${delivery.documentId}">${delivery.title}</a> <span class="to">to ${nameOf(delivery.deviceId)}</span></p>
    ${deliveryState(delivery, mailStaysHere)}
  </li>`,
  );
  return html`<section class="deliveries" id="deliveries" aria-labelledby="deliveries-heading" tabindex="-1">
  <h2 id="deliveries-heading">Deliveries</h2>
  ${rows.length === 0 ? html`<p class="nothing">Nothing has been sent yet.</p>` : html`<ul class="rows">${rows}</ul>`}
</section>`;
}

/** A delivery's state in words, with why it is so, and what can be done about it. */
export function deliveryState(delivery: DeliveryView, mailStaysHere: boolean): Html {
  const { id, status, reason, changedAt, nextAttemptAt, hold, rung } = delivery;
  const hasEndedBadly = status === "failed" || status === "bounced" || status === "refused";
  return html`<div class="delivery-state">
    ${stateLine(deliveryWording(delivery, mailStaysHere))}
    <p class="when">${nextAttemptAt === undefined ? time(changedAt) : html`again at ${time(nextAttemptAt)}`}</p>
    ${reason === undefined ? "" : html`<p class="why">${reason}</p>`}
    ${rung === undefined ? "" : html`<p class="why">${rungWords[rung]}</p>`}
    ${hold === undefined ? "" : html`<p class="why">Amazon asks whether this mail was meant for you, and keeps it until ${time(hold.until)}. <a href="/page/deliveries/${id}/confirm" rel="noreferrer">Confirm it at Amazon</a></p>`}
    ${hasEndedBadly ? html`<form method="post" action="/page/deliveries/${id}/resolve"><button name="as" value="retry">Try again</button></form>` : ""}
  </div>`;
}

const rungWords: Readonly<Record<Rung, string>> = {
  minimal: "Rebuilt with nothing in it that a Kindle can do without",
  strict: "Rebuilt without tables and formulas, and with plain pictures only",
  plain: "Rebuilt as text and headings only",
};
