// The text of a report: an address's `#b120-180` is shown where it stands, and words that are selected go into the form that
// corrects a value. Bytes count the report's text as UTF-8, as everywhere in the records.

import { veil } from "./veil";

const encoder = new TextEncoder();

/** Bytes of the text before a place in it; `undefined` outside the text. */
function byteAt(text: HTMLElement, node: Node, offset: number): number | undefined {
  const place = node instanceof Element ? (node.childNodes[offset] ?? node) : node;
  const piece = (place instanceof Element ? place : place.parentElement)?.closest<HTMLElement>("[data-b]");
  if (!piece || !text.contains(piece)) return undefined;
  const before = node.nodeType === Node.TEXT_NODE ? (node.textContent ?? "").slice(0, offset) : "";
  return Number(piece.dataset.b) + encoder.encode(before).length;
}

/** Marks the pieces that an address leads to, and brings the first into view. */
function aim(text: HTMLElement): void {
  const found = /^#b(\d+)-(\d+)$/.exec(location.hash);
  text.querySelectorAll(".aimed").forEach((piece) => piece.classList.remove("aimed"));
  if (!found) return;
  const [from, to] = [Number(found[1]), Number(found[2])];
  const aimed = [...text.querySelectorAll<HTMLElement>("[data-b]")].filter((piece) => {
    const start = Number(piece.dataset.b);
    return start < to && start + encoder.encode(piece.textContent ?? "").length > from;
  });
  aimed.forEach((piece) => piece.classList.add("aimed"));
  aimed[0]?.scrollIntoView({ block: "center" });
}

/** Puts what is selected into the form: its bytes, its words, and a first guess at the value. */
function take(text: HTMLElement, form: HTMLFormElement): void {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !text.contains(selection.anchorNode)) return;
  const range = selection.getRangeAt(0);
  const start = byteAt(text, range.startContainer, range.startOffset);
  const end = byteAt(text, range.endContainer, range.endOffset);
  const words = range.toString();
  if (start === undefined || end === undefined || start >= end || !words.trim()) return;
  form.dispatchEvent(new CustomEvent("selected-words", { detail: { start, end, words } }));
  form.closest("details")?.setAttribute("open", "");
}

export function start(text: HTMLElement): void {
  if (text.classList.contains("veiled")) veil(text);
  aim(text);
  addEventListener("hashchange", () => aim(text));
  const form = document.querySelector<HTMLFormElement>("#correct form");
  if (form) {
    // Selecting by keyboard ends with the release of a key, by mouse with that of a button, wherever it is.
    document.addEventListener("mouseup", () => take(text, form));
    document.addEventListener("keyup", (event) => {
      if (event.shiftKey || event.key === "Shift") take(text, form);
    });
  }
  text.dataset.ready = "true";
}
