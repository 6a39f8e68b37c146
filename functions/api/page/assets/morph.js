/**
 * Makes an element look like another one with as few changes as possible, so that what the reader is doing meanwhile
 * (typing, reading, holding a box open) goes on. Elements with an id are recognised by it.
 */
export function morph(present, wanted) {
  if (present.hasAttribute("data-keep")) return;
  copyAttributes(present, wanted);
  const byId = new Map();
  for (const child of present.children) if (child.id !== "") byId.set(child.id, child);
  const wantedIds = new Set(Array.from(wanted.children, ({ id }) => id).filter((id) => id !== ""));
  let place = present.firstChild;
  for (const next of wanted.childNodes) {
    const known = next.nodeType === Node.ELEMENT_NODE && next.id !== "" ? byId.get(next.id) : undefined;
    const match = known ?? (isAlike(place, next) ? place : undefined);
    if (match === undefined) {
      present.insertBefore(document.importNode(next, true), place);
      continue;
    }
    // What is moved loses the focus, so what is not wanted makes way for it instead.
    while (place !== match && place !== null && !wantedIds.has(place.id)) {
      place = removed(place);
    }
    if (match === place) place = place.nextSibling;
    else present.insertBefore(match, place);
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, next);
    else if (match.nodeValue !== next.nodeValue) match.nodeValue = next.nodeValue;
  }
  while (place !== null) place = removed(place);
}

/** Takes a node away, and answers the one behind it. */
function removed(node) {
  const behind = node.nextSibling;
  node.remove();
  return behind;
}

/** Whether one can become the other. One with an id becomes nothing else. */
function isAlike(node, next) {
  if (node === null || node.nodeType !== next.nodeType || node.nodeName !== next.nodeName) return false;
  return node.nodeType !== Node.ELEMENT_NODE || (node.id === "" && next.id === "");
}

/** Whether a box stands open, and what is ticked or typed, is the reader's. */
function copyAttributes(present, wanted) {
  const own = present.nodeName === "DETAILS" ? "open" : undefined;
  for (const name of present.getAttributeNames()) {
    if (!wanted.hasAttribute(name) && name !== own) present.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (present.getAttribute(name) !== value && name !== own) present.setAttribute(name, value);
  }
}
