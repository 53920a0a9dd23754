// Text that may hurt to read is covered until the reader asks for it, for as long as the browser's tab is open.

const ASKED = "dateline-unveiled";

/** Covers a veiled text, with a button before it; nothing if the reader asked for such texts before. */
export function veil(text: HTMLElement): void {
  if (sessionStorage.getItem(ASKED)) return;
  cover(text, true);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "unveil";
  button.textContent = "Show the text: it tells of mass killing, sexual violence, a suicide bomb or a chemical weapon";
  button.addEventListener("click", () => {
    sessionStorage.setItem(ASKED, "yes");
    document.querySelectorAll<HTMLElement>(".veiled").forEach((other) => cover(other, false));
    document.querySelectorAll(".unveil").forEach((other) => other.remove());
    text.tabIndex = -1;
    text.focus();
  });
  text.before(button);
}

function cover(text: HTMLElement, covered: boolean): void {
  text.classList.toggle("covered", covered);
  text.inert = covered;
}

export function start(element: HTMLElement): void {
  veil(element);
}
