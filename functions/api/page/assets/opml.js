import { refresh, say } from "./live.js";

const refusedShownMax = 100;

/** Takes a list of feeds: dropped anywhere on the page, or chosen. */
export function takeList() {
  const form = document.getElementById("opml");
  const input = document.getElementById("opml-file");
  if (form === null || input === null) return;
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file !== undefined) void send(file);
    input.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    document.documentElement.classList.add("dragging");
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.documentElement.classList.remove("dragging");
  });
  addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    document.documentElement.classList.remove("dragging");
    const file = event.dataTransfer.files[0];
    if (file !== undefined) void send(file);
  });
}

function holdsFiles(event) {
  return event.dataTransfer?.types.includes("Files") === true;
}

async function send(file) {
  const outcome = document.getElementById("opml-outcome");
  if (outcome === null) return;
  outcome.replaceChildren(paragraph(`Reading ${file.name}…`));
  try {
    const response = await fetch("/api/feeds/opml", {
      method: "POST",
      headers: { accept: "application/json", "content-type": "text/x-opml" },
      body: file,
    });
    const answer = await response.json();
    if (!response.ok) {
      outcome.replaceChildren(paragraph(answer.detail ?? "The server did not take it.", "notice bad"));
      return;
    }
    show(outcome, answer);
    await refresh();
  } catch {
    outcome.replaceChildren(paragraph("The server could not be reached. Try again.", "notice bad"));
  }
}

function show(outcome, { added, known, refused }) {
  const sentence =
    `${feeds(added.length)} added` +
    (known.length > 0 ? `, ${known.length} known already` : "") +
    (refused.length > 0 ? `, ${refused.length} refused.` : ".");
  outcome.replaceChildren(paragraph(sentence));
  say(sentence);
  if (refused.length === 0) return;
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "What was refused, and why";
  const list = document.createElement("ul");
  list.className = "plain";
  for (const { title, url, reason } of refused.slice(0, refusedShownMax)) {
    const item = document.createElement("li");
    item.textContent = `${title || url || "A feed without a name"}: ${reason}`;
    list.append(item);
  }
  details.append(summary, list);
  outcome.append(details);
}

function feeds(count) {
  return count === 1 ? "One feed" : `${count} feeds`;
}

function paragraph(text, className = "") {
  const element = document.createElement("p");
  element.textContent = text;
  if (className !== "") element.className = className;
  return element;
}
