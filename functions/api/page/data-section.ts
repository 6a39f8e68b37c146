import { html } from "hono/html";
import type { Html } from "./layout.ts";
import type { Surroundings } from "./read-page.ts";

/** What a reader may do with everything of theirs at once: take it along, or have it erased. */
export function dataSection({ account }: Pick<Surroundings, "account">): Html {
  return html`<section class="your-data" id="your-data" aria-labelledby="your-data-heading" tabindex="-1">
  <h2 id="your-data-heading">Your data</h2>
  <div class="card stack">
    <p>Everything that this server keeps for you, as one ZIP: your books as you dropped them and as they were sent, your editions, devices, deliveries and feeds, and the journal of all that happened.</p>
    <p class="buttons"><a class="button" href="/api/export" download>Download everything</a></p>
    <details class="device-more"><summary>Erase everything</summary>
      <form method="post" action="/page/account/erase" class="stack" data-go-on="/" id="erase-account">
        <p class="help">Every book, device, delivery, feed, newspaper and token goes, and so does the journal. Nothing of it comes back. What is on your Kindles stays there. You go on with an empty library, under the same token.</p>
        <p><label for="erase">Write <strong>${account}</strong>, the name of your account, to say that you mean it</label><input id="erase" name="erase" required maxlength="128" autocomplete="off" autocapitalize="none" spellcheck="false"></p>
        <p class="buttons"><button class="danger">Erase everything for good</button></p>
      </form>
    </details>
  </div>
</section>`;
}
