// What the map says of the events at a spot: each with a link to its dossier.

export interface Listed {
  event: string;
  sub_event_type: string;
  standing: string;
  start_date: string | null;
  end_date: string | null;
  place: string | null;
  killed_best: number | null;
  reports: number;
  title: string | null;
}

function add<K extends keyof HTMLElementTagNameMap>(to: HTMLElement, tag: K, words: string, kind = ""): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = words;
  if (kind) element.className = kind;
  to.append(element);
  return element;
}

function days(event: Listed): string {
  if (!event.start_date) return "no day";
  return event.start_date === event.end_date ? event.start_date : `${event.start_date} to ${event.end_date}`;
}

/** The events as a list below a title; the address has those that are too many for it. */
export function cardOf(title: string, events: Listed[], count: number, address: string): HTMLElement {
  const card = document.createElement("section");
  add(add(card, "h2", ""), "bdi", title);
  const list = add(card, "ol", "");
  for (const event of events) {
    const item = add(list, "li", "");
    add(item, "span", `${days(event)} `, "when");
    const link = add(item, "a", event.sub_event_type.replaceAll("_", " "));
    link.href = `/events/${event.event}`;
    if (event.standing !== "occurred") add(item, "span", event.standing, `chip standing ${event.standing}`);
    if (event.killed_best !== null) add(item, "span", ` ${event.killed_best} killed`);
    if (event.title) add(add(item, "div", "", "headline"), "bdi", event.title);
    add(item, "div", `${event.reports} report${event.reports === 1 ? "" : "s"}`, "told");
  }
  const all = add(add(card, "p", ""), "a", count > events.length ? `List all ${count}` : "Show them in the list");
  all.href = address;
  return card;
}
