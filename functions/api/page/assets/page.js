import { refresh, say, watch } from "./live.js";
import { takeList } from "./opml.js";
import { showScheduleWhileTyping } from "./schedule.js";
import { localiseTimes } from "./times.js";
import { takeUploads } from "./upload.js";

/** While it is being typed, a search waits for the next letter so long. */
const typingMs = 250;

localiseTimes();
prepare(document);
takeUploads();
takeList();
showScheduleWhileTyping();
sendFormsInTheBackground();
searchWhileTyping();
watch();

/** What only makes sense with scripts, or only without. */
function prepare(root) {
  root.querySelector("#keep-choice")?.removeAttribute("hidden");
  root.querySelector("#upload-button")?.remove();
  root.querySelector("#look-button")?.remove();
  root.querySelector("#opml-button")?.remove();
  root.querySelector("#opml-file")?.removeAttribute("required");
  const files = root.querySelector("#files");
  files?.setAttribute("multiple", "");
  files?.removeAttribute("required");
}
document.getElementById("main")?.addEventListener("before-morph", (event) => prepare(event.detail));

/** Every button is a form that works alone. Here it is sent without leaving the page. */
function sendFormsInTheBackground() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.id === "upload" || form.id === "opml") return;
    event.preventDefault();
    // Pressed twice is meant once.
    if (event.submitter?.getAttribute("aria-disabled") === "true") return;
    void sendForm(form, event.submitter);
  });
}

async function sendForm(form, submitter) {
  submitter?.setAttribute("aria-disabled", "true");
  clearMistake(form);
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(new FormData(form, submitter)),
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      showMistake(form, mistakeIn(problem));
      return;
    }
    if (form.id === "add-device" || form.id === "add-feed") form.reset();
    const next =
      location.pathname.startsWith("/book/") && form.action.endsWith("/remove") ? "/#library" : form.dataset.goOn;
    if (next !== undefined) {
      const { id = "" } = await response.json().catch(() => ({}));
      location.assign(next.replace("{id}", encodeURIComponent(id)));
      return;
    }
    await refresh();
    say(form.dataset.say ?? "Done.");
  } catch {
    showMistake(form, "The server could not be reached. Try again.");
  } finally {
    submitter?.removeAttribute("aria-disabled");
  }
}

/** What fields of the API are called on the page. */
const names = {
  email: "The address",
  url: "The address",
  erase: "The name of the account",
  name: "The name",
  title: "The name",
  folders: "The folder",
  devices: "The choice of devices",
  feeds: "The choice of feeds",
  cron: "The schedule",
  timeZone: "The time zone",
  quietDays: "The choice of quiet days",
  articlesMax: "The number of articles",
  maxAgeDays: "The number of days",
  scoreMin: "The score",
  wordsMax: "The number of words",
  pagesMax: "The number of pages",
  include: "What it is about",
  exclude: "What is kept out",
};

function mistakeIn({ errors = [], detail = "That did not work." }) {
  if (errors.length === 0) return detail;
  const sentences = errors.map(({ path, message }) => `${names[path.split(".")[0]] ?? path} ${message}`);
  return [...new Set(sentences)].map((text) => (text.endsWith(".") ? text : `${text}.`)).join(" ");
}

function showMistake(form, sentence) {
  const notice = document.createElement("p");
  notice.className = "notice bad";
  notice.setAttribute("role", "alert");
  notice.textContent = sentence;
  form.append(notice);
  form.querySelector("input:not([type=hidden], [type=checkbox])")?.focus();
}

function clearMistake(form) {
  for (const notice of form.querySelectorAll(":scope > .notice[role=alert]")) notice.remove();
}

function searchWhileTyping() {
  let timer;
  document.addEventListener("input", (event) => {
    if (event.target.id !== "search") return;
    clearTimeout(timer);
    timer = setTimeout(() => search(event.target.value), typingMs);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "search-form") return;
    event.preventDefault();
    clearTimeout(timer);
    search(document.getElementById("search")?.value ?? "");
  });
}

function search(query) {
  const address = new URL("/", location.href);
  if (query.trim() !== "") address.searchParams.set("q", query.trim());
  history.replaceState(null, "", address);
  void refresh().then(() => say(document.getElementById("found")?.firstChild?.textContent ?? "All books."));
}
