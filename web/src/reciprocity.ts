import { areaY, dot, lineY, ruleY } from "@observablehq/plot";
import { draw, given } from "./plot";

interface Window {
  days: number;
  estimate: number;
  low: number;
  high: number;
}

interface Answer {
  from: string;
  to: string;
  window: number;
  windows: Window[];
}

/** Events of one side more than otherwise after one of the other, for each number of days, with the interval as a band. */
export function start(element: HTMLElement): void {
  const { from, to, window, windows } = given<Answer>(element);
  const asked = windows.filter((one) => one.days === window);
  draw(element, `Extra events of ${to} after one of ${from}, by days after`, () => ({
    height: 210,
    marginBottom: 42,
    x: { label: "within days →", ticks: windows.map((one) => one.days), tickFormat: "d" },
    y: { label: "↑ extra events", grid: true, nice: true },
    marks: [
      areaY(windows, { x: "days", y1: "low", y2: "high", fill: "var(--accent)", fillOpacity: 0.2 }),
      ruleY([0]),
      lineY(windows, { x: "days", y: "estimate", stroke: "var(--accent)", strokeWidth: 1.5 }),
      dot(asked, { x: "days", y: "estimate", fill: "var(--accent)", r: 4 }),
      dot(windows, {
        x: "days",
        y: "estimate",
        r: 1.5,
        fill: "var(--accent)",
        title: (one: Window) => `within ${one.days} days: ${one.estimate.toFixed(2)} (${one.low.toFixed(2)} to ${one.high.toFixed(2)})`,
        tip: true,
      }),
    ],
  }));
}
