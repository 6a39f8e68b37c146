import { html } from "hono/html";
import type { Html } from "./layout.ts";
import type { ShownDevice, Surroundings } from "./read-page.ts";

const nameCharactersMax = 100;

/** Where books go, and how to add another place. */
export function devicesSection({ devices, mailFrom, deviceDomains }: Surroundings): Html {
  return html`<section class="devices" id="devices" aria-labelledby="devices-heading" tabindex="-1">
  <h2 id="devices-heading">Devices</h2>
  ${devices.length === 0 ? html`<p class="nothing">No Kindle has been added yet.</p>` : html`<ul class="cards">${devices.map(deviceCard)}</ul>`}
  <form method="post" action="/page/devices" class="card stack add-device" id="add-device">
    <h3>Add a Kindle</h3>
    <div class="fields">
      <p><label for="email">Send-to-Kindle address</label><input id="email" name="email" type="email" required maxlength="254" autocomplete="off" placeholder="name@${deviceDomains[0] ?? "kindle.com"}" aria-describedby="email-help"></p>
      <p><label for="name">What you call it</label><input id="name" name="name" maxlength="${nameCharactersMax}" autocomplete="off" placeholder="Kindle"></p>
    </div>
    <label class="check"><input type="checkbox" name="automatic" value="true" checked> Send every new book to it</label>
    <p id="email-help" class="help">Amazon takes mail only from senders that you have approved. Under <em>Manage Your Content and Devices → Preferences → Personal Document Settings</em>, add <code>${mailFrom}</code> to the <em>Approved Personal Document E-mail List</em>; mail from anybody else vanishes without a word.</p>
    <p class="buttons"><button class="main">Add it</button></p>
  </form>
</section>`;
}

function deviceCard({ id, name, email, automatic }: ShownDevice): Html {
  return html`<li class="card device" id="device-${id}">
  <div class="device-what"><h3>${name}</h3><p class="address">${email}</p></div>
  <form method="post" action="/page/devices/${id}" class="device-automatic">
    <input type="hidden" name="automatic" value="${automatic ? "false" : "true"}">
    <button role="switch" aria-checked="${automatic ? "true" : "false"}" aria-label="Send every new book to ${name}" class="switch"><span class="switch-track" aria-hidden="true"></span><span aria-hidden="true">${automatic ? "Gets every new book" : "Only what you send"}</span></button>
  </form>
  <details class="device-more"><summary>Rename or remove<span class="unseen"> ${name}</span></summary>
    <form method="post" action="/page/devices/${id}" class="row">
      <label class="unseen" for="name-${id}">New name of ${name}</label>
      <input id="name-${id}" name="name" value="${name}" required maxlength="${nameCharactersMax}" autocomplete="off">
      <button>Rename</button>
    </form>
    <form method="post" action="/page/devices/${id}/remove" class="row">
      <p class="help">Nothing goes there any more. Books that are on it stay there.</p>
      <button class="danger">Remove ${name}</button>
    </form>
  </details>
</li>`;
}
