// Map, timeline and list hang together by the address: whatever is chosen in one is written into it, and the page of that
// address is fetched and its parts put in the place of those shown.

import { startMap, type EventMap } from "./overview/map";
import { brushTimeline } from "./overview/timeline";
import { suggest } from "./overview/suggest";

/** Changes of fields that come one after another are taken together, in milliseconds. */
const PATIENCE = 350;

/** The address of the page that fits fields of the form; none of them empty. */
function addressOf(form: HTMLFormElement): string {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "") as [string, string][];
  const order = new URLSearchParams(location.search).get("order");
  if (order) fields.push(["order", order]);
  const query = new URLSearchParams(fields).toString();
  return query ? `/events?${query}` : "/events";
}

class Overview {
  private map: EventMap | undefined;
  private asked: AbortController | undefined;
  private timer = 0;

  constructor(private element: HTMLElement) {
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.go(addressOf(this.form));
    });
    element.addEventListener("change", (event) => {
      if (this.form.contains(event.target as Node)) this.soon();
    });
    element.addEventListener("input", (event) => {
      if ((event.target as HTMLElement).matches("[type=search]")) this.soon();
    });
    element.addEventListener("click", (event) => this.follow(event));
    addEventListener("popstate", () => void this.show(location.pathname + location.search, true));
    this.freshen();
  }

  async open(): Promise<void> {
    const map = this.element.querySelector<HTMLElement>(".map");
    const tools = this.element.querySelector<HTMLElement>(".map-tools");
    if (map && tools) this.map = await startMap(map, tools, (fields) => this.set(fields));
    this.element.dataset.ready = "true";
  }

  private get form(): HTMLFormElement {
    return this.element.querySelector("form") as HTMLFormElement;
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.go(addressOf(this.form)), PATIENCE);
  }

  /** Sets fields of the form and shows what fits. */
  private set(fields: Record<string, string>): void {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.form.elements.namedItem(name) as HTMLInputElement | null;
      if (field) field.value = value;
    }
    this.go(addressOf(this.form));
  }

  /** Links to the same page change its parts, unless they are to be opened elsewhere. */
  private follow(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !plain || new URL(link.href).pathname !== "/events") return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }

  private go(address: string): void {
    clearTimeout(this.timer);
    if (address === location.pathname + location.search) return;
    history.pushState(null, "", address);
    void this.show(address, false);
  }

  /** Fetches the page and puts its parts in place; only the last one asked for counts. */
  private async show(address: string, back: boolean): Promise<void> {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    this.element.classList.add("busy");
    try {
      const response = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!page.querySelector("[data-part]")) {
        location.reload();
        return;
      }
      this.replace(page, back);
    } catch (error) {
      if (!asked.signal.aborted) throw error;
    } finally {
      if (this.asked === asked) this.element.classList.remove("busy");
    }
  }

  private replace(page: Document, back: boolean): void {
    // Whoever types in the form keeps it as it is.
    const typing = !back && this.form.contains(document.activeElement) && document.activeElement?.matches("input");
    for (const part of page.querySelectorAll<HTMLElement>("[data-part]")) {
      const here = this.element.querySelector<HTMLElement>(`[data-part="${part.dataset.part}"]`);
      if (!here || (part.dataset.part === "filters" && typing)) continue;
      const focused = here.contains(document.activeElement) ? document.activeElement?.getAttribute("name") : null;
      const open = here.querySelector("details")?.open ?? false;
      here.replaceChildren(...part.childNodes);
      const details = here.querySelector("details");
      if (details && open) details.open = true;
      if (focused) here.querySelector<HTMLElement>(`[name="${focused}"]`)?.focus();
    }
    const foot = page.querySelector(".foot");
    if (foot) document.querySelector(".foot")?.replaceChildren(...foot.childNodes);
    this.freshen();
    void this.map?.show(back);
  }

  /** Gives new parts what scripts add to them. */
  private freshen(): void {
    for (const figure of this.element.querySelectorAll<HTMLElement>("figure.brushed")) {
      brushTimeline(figure, (from, to) => this.set({ from, to, dated: "" }));
    }
    for (const field of this.element.querySelectorAll<HTMLInputElement>("[data-suggest]")) suggest(field);
  }
}

export async function start(element: HTMLElement): Promise<void> {
  await new Overview(element).open();
}
