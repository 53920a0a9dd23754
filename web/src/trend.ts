import { areaY, dot, lineY, rect, rectY, ruleX, ruleY } from "@observablehq/plot";
import { after, gap, type Period } from "./acts";
import { day, draw, given } from "./plot";

interface Trend {
  step: string;
  periods: Period[];
}

/** Events of each period, or killed as a band from the lowest to the highest; periods of which nothing is known are marked. */
export function start(element: HTMLElement): void {
  const { step, periods } = given<Trend>(element);
  const known = periods.filter((period) => !period.unknown);
  const unknown = periods.filter((period) => period.unknown);
  const x = { x1: (period: Period) => day(period.start), x2: after };
  const blank = rect(unknown, { ...x, fill: "var(--line)", fillOpacity: 0.6 });
  const when = (period: Period) => (period.start === period.end ? period.start : `${period.start} to ${period.end}`);
  if (element.dataset.show === "events") {
    draw(element, `Events by ${step}`, (width) => ({
      height: 220,
      x: { type: "utc" },
      y: { label: "↑ events", grid: true, nice: true, tickFormat: whole },
      marks: [
        blank,
        rectY(known, {
          ...x,
          y: "events",
          fill: "var(--accent)",
          insetLeft: gap(periods, width),
          insetRight: gap(periods, width),
          title: (period: Period) => `${when(period)}\n${period.events} events, ${period.reports} reports`,
          tip: true,
        }),
        ruleY([0]),
      ],
    }));
    return;
  }
  const middle = (period: Period) => new Date((day(period.start).getTime() + after(period).getTime()) / 2);
  // Where nothing is known the band and the line break off.
  const value = (of: (period: Period) => number) => (period: Period) => (period.unknown ? NaN : of(period));
  draw(element, `Killed by ${step}: the band from the lowest to the highest figures, and the best`, () => ({
    height: 220,
    x: { type: "utc" },
    y: { label: "↑ killed", grid: true, nice: true, zero: true, tickFormat: whole },
    marks: [
      blank,
      areaY(periods, {
        x: middle,
        y1: value((period) => period.killed_low),
        y2: value((period) => period.killed_high),
        fill: "var(--harm)",
        fillOpacity: 0.25,
      }),
      // The band of a period that stands alone has no width: a line from low to high shows it.
      ruleX(known, { x: middle, y1: "killed_low", y2: "killed_high", stroke: "var(--harm)", strokeOpacity: 0.4 }),
      ruleY([0]),
      lineY(periods, { x: middle, y: value((period) => period.killed_best), stroke: "var(--harm)", strokeWidth: 1.5 }),
      dot(known, {
        x: middle,
        y: "killed_best",
        fill: "var(--harm)",
        r: known.length > 80 ? 1 : 2.2,
        title: (period: Period) => `${when(period)}\nkilled ${period.killed_best} (${period.killed_low}–${period.killed_high})`,
        tip: true,
      }),
    ],
  }));
}

function whole(count: number): string {
  return Number.isInteger(count) ? String(count) : "";
}
