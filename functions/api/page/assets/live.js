import { morph } from "./morph.js";
import { localiseTimes } from "./times.js";

/** Events that come in one breath are shown together. */
const gatherMs = 120;
/** While a long list of feeds is being fetched, much happens that few want to see one by one. */
const gatherLongMs = 1500;
/** What follows from an event may be there only a moment after it is told: at the end it is looked at once more. */
const settleMs = 2000;
/** A page that could not be had is asked for again so much later, each time twice as long. */
const againMs = 1000;
const againMsMax = 60_000;
/** A server that has not answered by then will not. */
const answerMs = 30_000;
/** What happens to feeds and articles shows on the pages of the news alone. */
const newsOnly = /^(feed|article)\./;
/** What is worth saying aloud; the rest is seen. */
const told =
  /^(document\.|book\.(rejected|duplicated)|edition\.|delivery\.(sent|failed|parked|uncertain)|step\.failed)/;

let wanted = false;
let fetching;
let failures = 0;
let again;

/** Says something to whoever listens instead of looking. */
export function say(sentence) {
  const news = document.getElementById("news");
  if (news !== null) news.textContent = sentence;
}

/**
 * Fetches the page as it is now, and shows what is different. Resolves once that is shown, or could not be fetched: then it is
 * tried again by itself until it is shown.
 */
export async function refresh() {
  wanted = true;
  fetching ??= fetchWanted();
  await fetching;
}

async function fetchWanted() {
  clearTimeout(again);
  try {
    while (wanted) {
      wanted = false;
      await fetchPage();
      failures = 0;
    }
  } catch {
    again = setTimeout(refresh, Math.min(againMsMax, againMs * 2 ** failures));
    failures += 1;
  } finally {
    fetching = undefined;
  }
}

/** @throws Error where the server cannot be reached, or cannot answer now */
async function fetchPage() {
  const response = await fetch(location.href, {
    headers: { accept: "text/html" },
    signal: AbortSignal.timeout(answerMs),
  });
  if (response.status === 401) location.reload();
  if (response.status === 429 || response.status >= 500) throw new Error(`answered ${response.status}`);
  if (!response.ok) return;
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  localiseTimes(next);
  const main = document.getElementById("main");
  const nextMain = next.getElementById("main");
  if (main === null || nextMain === null) return;
  const section = document.activeElement?.closest("main section[id]")?.id;
  main.dispatchEvent(new CustomEvent("before-morph", { detail: nextMain }));
  morph(main, nextMain);
  document.title = next.title;
  // What had the focus is gone: its section is the nearest place there is.
  if (document.activeElement === document.body && section !== undefined) {
    (document.getElementById(section) ?? main).focus({ preventScroll: true });
  }
}

/** Shows what happens as it happens. */
export function watch() {
  const stream = new EventSource("/api/events");
  let timer;
  let settling;
  const settle = () => {
    clearTimeout(settling);
    settling = setTimeout(refresh, settleMs);
  };
  const soon = () => {
    const isBusy = document.getElementById("fetching") !== null;
    timer ??= setTimeout(
      () => {
        timer = undefined;
        void refresh();
      },
      isBusy ? gatherLongMs : gatherMs,
    );
    settle();
  };
  let hadTrouble = false;
  stream.addEventListener("open", () => {
    showConnection(false);
    if (hadTrouble) soon();
    // What happened between the page and its stream, neither tells.
    else settle();
    hadTrouble = false;
  });
  stream.addEventListener("error", () => {
    hadTrouble = true;
    showConnection(true);
    // The browser tries again by itself, but not after an answer that is no stream.
    if (stream.readyState === EventSource.CLOSED) setTimeout(watch, 5000);
  });
  stream.addEventListener("reset", soon);
  stream.addEventListener("message", (message) => {
    const { name, about, sentence } = JSON.parse(message.data);
    if (newsOnly.test(name) && document.getElementById("main")?.dataset.place !== "news") return;
    soon();
    if (told.test(name)) say(`${titleOf(about)}${sentence}`);
  });
  stream.addEventListener("progress", (message) => showProgress(JSON.parse(message.data)));
  addEventListener("pagehide", () => stream.close(), { once: true });
}

/** Moves the bar of a book that is being made; takes it away once nobody is at work on it any more. */
function showProgress({ bookId, progress }) {
  const line = document.getElementById(`progress-${bookId}`);
  if (line === null) return;
  line.hidden = progress === undefined;
  const bar = line.querySelector("progress");
  const percent = Math.round((progress?.share ?? 0) * 100);
  bar.value = percent;
  // For `morph`, which compares attributes, and for those who hear it.
  bar.setAttribute("value", String(percent));
  bar.setAttribute("aria-valuenow", String(percent));
  bar.setAttribute("aria-valuetext", progress?.words ?? "");
  line.querySelector(".progress-words").textContent = progress?.words ?? "";
}

function showConnection(lost) {
  const element = document.getElementById("connection");
  if (element !== null) element.hidden = !lost;
}

function titleOf(ids) {
  const element = ids
    .flatMap((id) => [`book-${id}`, `edition-${id}`])
    .map((id) => document.getElementById(id))
    .find((found) => found !== null);
  const title = element?.dataset.title;
  return title === undefined ? "" : `${title}: `;
}
