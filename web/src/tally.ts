import { dot, ruleX, ruleY, vector } from "@observablehq/plot";
import { day, draw, given } from "./plot";

interface Told {
  published: string | null;
  min: number | null;
  max: number | null;
  figure: string;
  own: number | null;
}

interface Total {
  what: string;
  tallies: Told[];
}

/** A running total as it was told, open ends as arrows, beside what the store holds for the same time. */
export function start(element: HTMLElement): void {
  const { what, tallies } = given<Total>(element);
  const dated = tallies.filter((told) => told.published !== null);
  const x = (told: Told) => day(told.published ?? "");
  const end = (told: Told) => told.min ?? told.max;
  const ranges = dated.filter((told) => told.min !== null && told.max !== null && told.min !== told.max);
  const open = dated.filter((told) => told.max === null);
  const downwards = dated.filter((told) => told.min === null);
  const days = dated.map((told) => x(told).getTime());
  const room = 15 * 86_400_000;
  draw(element, `${what}: the total as told, by day of publication, and the store's own count`, () => ({
    height: 240,
    marginRight: 24,
    x: { type: "utc", domain: [new Date(Math.min(...days) - room), new Date(Math.max(...days) + room)] },
    y: { label: `↑ ${what}`, grid: true, nice: true, zero: true },
    marks: [
      ruleY([0]),
      ruleX(ranges, { x, y1: "min", y2: "max", stroke: "var(--accent)", strokeWidth: 3 }),
      vector(open, { x, y: end, length: 22, anchor: "start", rotate: 0, stroke: "var(--accent)", strokeWidth: 2 }),
      vector(downwards, { x, y: end, length: 22, anchor: "start", rotate: 180, stroke: "var(--accent)", strokeWidth: 2 }),
      dot(dated, { x, y: end, fill: "var(--accent)", r: 4, title: (told: Told) => `${told.published ?? ""}\ntold: ${told.figure}`, tip: true }),
      dot(
        dated.filter((told) => told.own !== null),
        { x, y: "own", symbol: "square", r: 4, stroke: "var(--harm)", strokeWidth: 2, fill: "var(--sheet)", title: (told: Told) => `held by the store: ${told.own ?? ""}`, tip: true },
      ),
    ],
  }));
}
