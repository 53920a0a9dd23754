// How every page draws a chart. Plot writes its styles into each drawing, as an element `<style>` and under a name made at
// random; the desk's policy allows styles from files alone. So each drawing has the one name "plot", the element is taken out
// before the browser sees it in the page, and the rules stand in plot.css.
//
// Colours are those of desk.css by their variables ("var(--accent)"), so that a drawing changes with the page between light
// and dark. No chart stands without its figures as text: the element names its table in `aria-describedby`.

import { plot, type PlotOptions } from "@observablehq/plot";
import "./plot.css";

/** Inks for kinds of things side by side, told apart by lightness too. */
export const inks = ["var(--accent)", "var(--harm)", "var(--good)", "var(--warn)"] as const;

/** What the page gives the chart: JSON in `data-chart`, which the template writes with the filter `tojson`. */
export function given<T>(element: HTMLElement): T {
  return JSON.parse(element.dataset.chart ?? "null") as T;
}

/** A day of a record ("2024-01-31") as the time at which it begins, for scales of time in UTC. */
export function day(words: string): Date {
  return new Date(`${words}T00:00:00Z`);
}

/** A time as the day that it is in ("2024-01-31"). */
export function iso(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/**
 * How far the bars of periods stand in from their ends, in pixels, on a drawing so wide: a gap where there is room, and where a
 * period is thinner than can be seen, its bar is widened.
 */
export function inset(width: number, first: Date, last: Date, period: number): number {
  const bar = (width * period) / Math.max(last.getTime() - first.getTime(), period);
  return Math.min(0.5, (bar - 1.5) / 2);
}

/**
 * Draws into the element, and again when it becomes wider or narrower. `label` says what the drawing shows, for those who do
 * not see it; `options` are Plot's for a width in pixels of the page, without width, name and label.
 */
export function draw(element: HTMLElement, label: string, options: (width: number) => PlotOptions): void {
  const table = element.getAttribute("aria-describedby");
  if (!table || !document.getElementById(table)) throw new Error(`the chart "${label}" names no table (aria-describedby)`);
  let drawn = 0;
  const redraw = () => {
    const width = Math.floor(element.clientWidth);
    if (width === 0 || width === drawn) return;
    drawn = width;
    element.replaceChildren(drawing(label, width, options(width)));
    element.dataset.ready = "true";
  };
  new ResizeObserver(redraw).observe(element);
  redraw();
}

function drawing(label: string, width: number, options: PlotOptions): Element {
  const drawn = plot({ ...options, width, className: "plot", ariaLabel: label });
  drawn.querySelectorAll("style").forEach((style) => style.remove());
  const picture = drawn.matches("svg") ? drawn : drawn.querySelector("svg");
  picture?.setAttribute("role", "img");
  // Plot names each mark after its kind ("rect"), which says nothing to anybody and is not allowed where there is no role.
  picture?.querySelectorAll("g[aria-label]").forEach((mark) => mark.removeAttribute("aria-label"));
  return drawn;
}
