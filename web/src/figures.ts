// The figures of a toll at the days on which they were told, by who says so, with the low, the best and the high of those in
// force. Figures that a later one supersedes, and those that count a part of the people, are faded; all stand in the table.

import { dot, ruleY, text, ruleX, type Markish, type PlotOptions } from "@observablehq/plot";
import { day, draw, given, inks, iso } from "./plot";

interface Figure {
  day: string | null;
  min: number | null;
  max: number | null;
  words: string;
  voice: string | null;
  force: "in_force" | "superseded" | "part" | null;
  is_best: boolean;
}

interface Toll {
  words: string;
  low: number | null;
  best: number | null;
  high: number | null;
  figures: Figure[];
  sources: string[];
}

/** A figure where it is drawn: several of one day stand beside each other. */
interface Placed extends Figure {
  x: Date;
  low: number;
  high: number;
}

/** Pixels between two figures of one day, and at the sides of the drawing. */
const STEP = 14;
const SIDE = 34;
/** Pixels that the name of a day takes, and that of who says a figure. */
const ROOM = 84;
const NAME_ROOM = 150;
const HEIGHT = 230;
const DAY = 86_400_000;

function placed(figures: Figure[], width: number): Placed[] {
  const dated = figures.filter((figure) => figure.day !== null && (figure.min ?? figure.max) !== null);
  const days = dated.map((figure) => day(figure.day ?? "").getTime());
  const span = Math.max(...days) - Math.min(...days) + 2 * DAY;
  const step = (STEP * span) / Math.max(width - 2 * SIDE, 100);
  const seen = new Map<string, number>();
  const of = new Map<string, number>();
  dated.forEach((figure) => of.set(figure.day ?? "", (of.get(figure.day ?? "") ?? 0) + 1));
  return dated.map((figure) => {
    const name = figure.day ?? "";
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    const aside = (nth - ((of.get(name) ?? 1) - 1) / 2) * step;
    const low = figure.min ?? figure.max ?? 0;
    return { ...figure, x: new Date(day(name).getTime() + aside), low, high: figure.max ?? low };
  });
}

function options(toll: Toll, width: number): PlotOptions {
  const figures = placed(toll.figures, width);
  const ink = (figure: Placed) => inks[toll.sources.indexOf(figure.voice ?? "") % inks.length] ?? "var(--ink)";
  const faded = (figure: Placed) => (figure.force === "in_force" ? 1 : 0.35);
  const days = [...new Set(figures.map((figure) => figure.day ?? ""))].sort().map(day);
  const [first, last] = [days[0] ?? new Date(0), days.at(-1) ?? new Date(0)];
  const lines = [["low", toll.low], ["high", toll.high], ["best", toll.best]].filter((line): line is [string, number] => line[1] !== null);
  // Lines that fall together have one label.
  const labels = [...new Set(lines.map(([, value]) => value))].map((value) => ({ value, words: lines.filter((line) => line[1] === value).map((line) => line[0]).reverse().join(" = ") }));
  // The names of the lines stand behind their ends.
  const right = 12 + 6.2 * Math.max(0, ...labels.map((label) => `${label.words} ${label.value}`.length));
  const ends = [new Date(first.getTime() - DAY), new Date(last.getTime() + DAY)] as const;
  const apart = (one: Date, other: Date) => (Math.abs(one.getTime() - other.getTime()) * (width - SIDE - right)) / (ends[1].getTime() - ends[0].getTime());
  const most = Math.max(1, ...figures.map((figure) => figure.high), toll.high ?? 0);
  const open = figures.filter((figure) => figure.max === null);
  const title = (figure: Placed) => `${figure.day}: ${figure.words}, ${figure.voice ?? ""}`;
  const marks: Markish[] = [
    ruleY([0], { stroke: "var(--line)" }),
    ruleY(lines, { y: (line: [string, number]) => line[1], stroke: (line: [string, number]) => (line[0] === "best" ? "var(--ink)" : "var(--soft)"), strokeDasharray: "4 3", strokeWidth: (line: [string, number]) => (line[0] === "best" ? 1.5 : 1) }),
    text(labels, { y: "value", frameAnchor: "right", dx: 6, textAnchor: "start", text: (label: { value: number; words: string }) => `${label.words} ${label.value}`, fill: "var(--soft)", fontSize: 11 }),
    ruleX(figures.filter((figure) => figure.high > figure.low), { x: "x", y1: "low", y2: "high", stroke: ink, strokeWidth: 3, strokeOpacity: faded }),
    // "At least" goes on upwards: an arrow without an end.
    text(open, { x: "x", y: "low", text: () => "↑", dy: -12, fill: ink, fillOpacity: faded, fontSize: 13 }),
    dot(figures, { x: "x", y: "low", r: (figure: Placed) => (figure.is_best ? 6 : 4.5), fill: ink, fillOpacity: faded, stroke: "var(--sheet)", title }),
  ];
  // Each name at its figure where there is room; whose ink is whose stands below in any case.
  if (days.length === figures.length && days.every((day, n) => n === 0 || apart(day, days[n - 1]!) >= NAME_ROOM)) {
    marks.push(text(figures, { x: "x", y: "low", text: (figure: Placed) => short(figure.voice ?? ""), dy: 14, fill: ink, fillOpacity: 0.95, fontSize: 11, lineAnchor: "top" }));
  }
  return {
    height: HEIGHT,
    marginLeft: SIDE,
    marginRight: right,
    marginBottom: 26,
    x: { type: "utc", domain: ends, ticks: few(days, apart), tickFormat: iso, label: null },
    y: { domain: [0, most * 1.15], ticks: Math.min(5, most), tickFormat: (n: number) => (Number.isInteger(n) ? String(n) : ""), label: null },
    r: { type: "identity" },
    marks,
  };
}

/** The days whose names have room beside each other: the last, then the first, then as many as fit between. */
function few(days: Date[], apart: (one: Date, other: Date) => number): Date[] {
  const kept: Date[] = [];
  for (const day of [...days.slice(-1), ...days.slice(0, -1)]) {
    if (kept.every((other) => apart(day, other) >= ROOM)) kept.push(day);
  }
  return kept;
}

/** Names that are long are cut: the table has them whole. */
function short(name: string): string {
  return name.length > 22 ? `${name.slice(0, 21)}…` : name;
}

/** Which ink is whose, beside the drawing. */
function legend(toll: Toll): HTMLElement {
  const list = document.createElement("ul");
  list.className = "whose";
  toll.sources.forEach((name, n) => {
    const item = document.createElement("li");
    const spot = document.createElement("span");
    spot.className = `spot ink-${n % inks.length}`;
    const words = document.createElement("bdi");
    words.textContent = name;
    item.append(spot, words);
    list.append(item);
  });
  return list;
}

export function start(element: HTMLElement): void {
  const toll = given<Toll>(element);
  if (!toll.figures.some((figure) => figure.day !== null && (figure.min ?? figure.max) !== null)) {
    element.remove();
    return;
  }
  draw(element, `${toll.words}: figures at the days on which they were told`, (width) => options(toll, width));
  element.after(legend(toll));
}
