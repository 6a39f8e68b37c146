import { refresh, say } from "./live.js";

/** A browser opens only so many connections; two keep the line busy. */
const uploadsMax = 2;
/** How long a row stays once its book is in the library. */
const shownMs = 6000;
const waiting = [];
let running = 0;

/** Takes files from anywhere on the page, and from the button. */
export function takeUploads() {
  const form = document.getElementById("upload");
  const input = document.getElementById("files");
  if (form === null || input === null) return;
  input.multiple = true;
  input.required = false;
  input.addEventListener("change", () => {
    add(input.files ?? []);
    input.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  let depth = 0;
  addEventListener("dragenter", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth += 1;
    showDragging(true);
  });
  addEventListener("dragleave", (event) => {
    if (!holdsFiles(event)) return;
    depth -= 1;
    if (depth <= 0) showDragging(false);
  });
  addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    showDragging(false);
    add(event.dataTransfer.files);
  });
}

function holdsFiles(event) {
  return event.dataTransfer?.types.includes("Files") === true;
}

function showDragging(dragging) {
  document.documentElement.classList.toggle("dragging", dragging);
}

function add(files) {
  const deliver = document.getElementById("keep")?.checked !== true;
  for (const file of files) waiting.push({ file, deliver, row: rowFor(file) });
  if (files.length > 0) say(files.length === 1 ? `Sending ${files[0].name}.` : `Sending ${files.length} files.`);
  next();
}

function next() {
  while (running < uploadsMax && waiting.length > 0) {
    running += 1;
    const upload = waiting.shift();
    send(upload)
      .then(
        () => ended(upload, "Received", true),
        (error) => ended(upload, error.message, false),
      )
      .finally(() => {
        running -= 1;
        next();
      });
  }
}

function rowFor(file) {
  const row = document.createElement("li");
  const words = document.createElement("p");
  words.className = "upload-words";
  const name = document.createElement("span");
  name.textContent = file.name;
  const state = document.createElement("span");
  state.className = "when";
  state.textContent = "Waiting";
  words.append(name, state);
  const progress = document.createElement("progress");
  progress.max = 1;
  progress.value = 0;
  progress.setAttribute("aria-label", `Sending ${file.name}`);
  row.append(words, progress);
  document.getElementById("uploads")?.append(row);
  return { row, state, progress };
}

/** `fetch` cannot tell how far an upload is, so this is the older way. */
function send({ file, deliver, row }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/books${deliver ? "" : "?deliver=false"}`);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.setRequestHeader("content-disposition", `attachment; filename*=UTF-8''${encodeName(file.name)}`);
    request.setRequestHeader("accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      row.progress.value = total === 0 ? 1 : loaded / total;
      row.state.textContent = `${Math.floor(100 * row.progress.value)} %`;
    });
    request.addEventListener("load", () => {
      if (request.status < 300) resolve(undefined);
      else reject(new Error(problemIn(request.responseText)));
    });
    request.addEventListener("error", () => reject(new Error("The server could not be reached. Try again.")));
    request.send(file);
  });
}

/** RFC 8187: what may stand in a header as it is, and everything else by its bytes. */
function encodeName(name) {
  return encodeURIComponent(name.toWellFormed?.() ?? name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
}

function problemIn(text) {
  try {
    return JSON.parse(text).detail ?? "The server did not take it.";
  } catch {
    return "The server did not take it.";
  }
}

function ended({ file, row }, words, good) {
  row.progress.remove();
  row.state.textContent = words;
  if (good) {
    setTimeout(() => row.row.remove(), shownMs);
    void refresh();
    return;
  }
  say(`${file.name}: ${words}`);
  row.state.className = "state bad";
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.textContent = "Dismiss";
  dismiss.setAttribute("aria-label", `Dismiss the message about ${file.name}`);
  dismiss.addEventListener("click", () => {
    row.row.remove();
    document.getElementById("files")?.focus();
  });
  row.row.append(dismiss);
}
