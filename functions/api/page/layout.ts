import { html } from "hono/html";
import { assetAddress } from "./assets.ts";

/** What a template answers: escaped by construction. */
export type Html = ReturnType<typeof html>;

interface Shell {
  readonly title: string;
  readonly body: Html;
  /** Whether what happens is shown as it happens. */
  readonly live: boolean;
}

const styleSheets = ["page.css", "controls.css", "books.css", "details.css", "news.css", "editor.css"] as const;

/** One whole page. Nothing in it is inline, so that the policy can forbid all that is. */
export function shell({ title, body, live }: Shell): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="same-origin">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${assetAddress("icon.svg")}" type="image/svg+xml">
${styleSheets.map(
  (name) => html`<link rel="stylesheet" href="${assetAddress(name)}">
`,
)}
${live ? html`<script type="module" src="${assetAddress("page.js")}"></script>` : ""}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${body}
</body>
</html>`;
}

/** The part of the page that a reader is in. */
export type Place = "library" | "news";

/** The header and the footer around what a signed-in reader sees. */
export function frame(title: string, main: Html, place: Place = "library"): Html {
  return shell({
    title,
    live: true,
    body: html`<header class="masthead">
  <a class="brand" href="/"><span class="brand-sign" aria-hidden="true"></span>Kindle Content Server</a>
  <nav aria-label="Page"><a href="/"${here(place === "library")}>Library</a> <a href="/news"${here(place === "news")}>News</a> <a href="/#devices">Devices</a> <a href="/#deliveries">Deliveries</a></nav>
</header>
<main id="main" tabindex="-1" data-place="${place}">
${main}
</main>
<p class="unseen" role="status" aria-live="polite" id="news"></p>
<footer class="foot">
  <p><span id="connection" class="connection" hidden>Not connected to the server; trying again.</span></p>
  <p>Your books stay on this server. <a href="/opds">OPDS catalogue</a> for e-readers · <a href="/openapi.json">API</a> · <a href="/#your-data">Your data</a></p>
</footer>`,
  });
}

function here(isHere: boolean): Html | "" {
  return isHere ? html` aria-current="true"` : "";
}

export function signInPage(problem: string | undefined): Html {
  return shell({
    title: "Sign in · Kindle Content Server",
    live: false,
    body: html`<main id="main" tabindex="-1" class="alone">
  <h1>Kindle Content Server</h1>
  ${problem === undefined ? "" : html`<p class="notice bad" role="alert">${problem}</p>`}
  <form method="get" action="/" class="card stack">
    <label for="token">Your token</label>
    <input id="token" name="token" type="password" autocomplete="current-password" required autofocus aria-describedby="token-help">
    <p id="token-help" class="help">The server prints it when it starts, at the end of the address to open. It also lies in the file <code>token</code> of its data folder.</p>
    <button class="main">Sign in</button>
  </form>
</main>`,
  });
}

/** For what cannot be shown, or did not work. */
export function messagePage(title: string, sentence: string, place: Place = "library"): Html {
  const back =
    place === "news" ? html`<a href="/news">Back to the news</a>` : html`<a href="/">Back to the library</a>`;
  return frame(
    `${title} · Kindle Content Server`,
    html`<section class="alone"><h1>${title}</h1><p>${sentence}</p><p>${back}</p></section>`,
    place,
  );
}

/** A time that the client shows in the reader's own zone; without it, in UTC. */
export function time(iso: string): Html {
  const shown = new Date(iso).toLocaleString("en-GB", { timeZone: "UTC", dateStyle: "medium", timeStyle: "short" });
  return html`<time datetime="${iso}">${shown} UTC</time>`;
}
