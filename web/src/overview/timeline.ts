// A brush over the bars of the timeline: what is drawn over becomes the days from and to.

import { brushX, type D3BrushEvent } from "d3-brush";
import { scaleUtc } from "d3-scale";
import { select } from "d3-selection";

const DAY = 86_400_000;
const iso = (day: Date) => day.toISOString().slice(0, 10);

/** Lays the brush; `choose` is told the days, both empty if the brush was taken away. */
export function brushTimeline(figure: HTMLElement, choose: (from: string, to: string) => void): void {
  const svg = figure.querySelector<SVGSVGElement>("svg.bars");
  if (!svg || svg.querySelector(".brush")) return;
  const { width, height } = svg.getBoundingClientRect();
  const [first, last] = [Date.parse(figure.dataset.from ?? ""), Date.parse(figure.dataset.to ?? "") + DAY];
  const days = scaleUtc([first, last], [0, width]);
  const brush = brushX<unknown>().extent([[0, 0], [width, height]]);
  const layer = select<SVGSVGElement, unknown>(svg).append("g").attr("class", "brush");
  const { chosenFrom, chosenTo } = figure.dataset;
  const chosen = chosenFrom && chosenTo ? ([days(Date.parse(chosenFrom)), days(Date.parse(chosenTo) + DAY)] as [number, number]) : null;
  layer.call(brush);
  const inside = (x: number) => Math.min(width, Math.max(0, x));
  if (chosen) layer.call(brush.move, [inside(chosen[0]), inside(chosen[1])]);
  brush.on("end", (event: D3BrushEvent<unknown>) => {
    if (!event.sourceEvent) return;
    const drawn = event.selection as [number, number] | null;
    if (!drawn) {
      if (chosen) choose("", "");
      return;
    }
    const from = days.invert(drawn[0]);
    // A day that the brush ends in is part of it.
    const to = new Date(Math.max(from.getTime(), days.invert(drawn[1]).getTime() - 1));
    choose(iso(from), iso(to));
  });
  showTitles(svg, layer.node() as SVGGElement);
}

/** The brush lies over the bars: their words are shown for the bar below the pointer. */
function showTitles(svg: SVGSVGElement, layer: SVGGElement): void {
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  layer.append(title);
  layer.addEventListener("pointermove", (event) => {
    const below = [...svg.querySelectorAll<SVGRectElement>(":scope > rect:not(.loose)")].find((bar) => {
      const box = bar.getBoundingClientRect();
      return event.clientX >= box.left && event.clientX < box.right;
    });
    title.textContent = below?.querySelector("title")?.textContent ?? "";
  });
}
