import { refresh, say, watch } from "./live.js";
import { localiseTimes } from "./times.js";
import { takeUploads } from "./upload.js";

/** While it is being typed, a search waits for the next letter so long. */
const typingMs = 250;

localiseTimes();
prepare(document);
takeUploads();
sendFormsInTheBackground();
searchWhileTyping();
watch();

/** What only makes sense with scripts, or only without. */
function prepare(root) {
  root.querySelector("#keep-choice")?.removeAttribute("hidden");
  root.querySelector("#upload-button")?.remove();
  const files = root.querySelector("#files");
  files?.setAttribute("multiple", "");
  files?.removeAttribute("required");
}
document.getElementById("main")?.addEventListener("before-morph", (event) => prepare(event.detail));

/** Every button is a form that works alone. Here it is sent without leaving the page. */
function sendFormsInTheBackground() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.id === "upload") return;
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
    if (form.id === "add-device") form.reset();
    if (location.pathname.startsWith("/book/") && form.action.endsWith("/remove")) location.assign("/#library");
    else await refresh();
    say("Done.");
  } catch {
    showMistake(form, "The server could not be reached. Try again.");
  } finally {
    submitter?.removeAttribute("aria-disabled");
  }
}

function mistakeIn({ errors = [], detail = "That did not work." }) {
  if (errors.length === 0) return detail;
  const names = { email: "The address", name: "The name", devices: "The choice of devices" };
  return errors.map(({ path, message }) => `${names[path] ?? path} ${message}.`).join(" ");
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
  refresh()
    .then(() => say(document.getElementById("found")?.firstChild?.textContent ?? "All books."))
    .catch(() => undefined);
}
