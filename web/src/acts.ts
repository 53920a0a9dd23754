import { rectY, ruleY, axisY } from "@observablehq/plot";
import { day, draw, given, inset } from "./plot";

export interface Period {
  start: string;
  end: string;
  events: number;
  killed_low: number;
  killed_best: number;
  killed_high: number;
  reports: number;
  outlets: number;
  unknown: boolean;
}

interface Acts {
  name: string;
  step: string;
  acted: Period[];
  targeted: Period[];
}

/** The first moment after a period. */
export function after(period: Period): Date {
  return new Date(day(period.end).getTime() + 86_400_000);
}

/** The width by which bars of such periods stand in from their ends. */
export function gap(periods: Period[], width: number): number {
  const ends = periods.map((period) => after(period).getTime());
  const starts = periods.map((period) => day(period.start).getTime());
  const lengths = periods.map((_, n) => ends[n]! - starts[n]!);
  return periods.length === 0 ? 0 : inset(width, new Date(Math.min(...starts)), new Date(Math.max(...ends)), Math.min(...lengths));
}

/** What an actor did upwards, and what was done to it downwards. */
export function start(element: HTMLElement): void {
  const { name, step, acted, targeted } = given<Acts>(element);
  const bars = (periods: Period[], sign: number, fill: string, role: string, width: number) =>
    rectY(
      periods.filter((period) => period.events > 0),
      {
        x1: (period: Period) => day(period.start),
        x2: after,
        y: (period: Period) => sign * period.events,
        fill,
        insetLeft: gap([...acted, ...targeted], width),
        insetRight: gap([...acted, ...targeted], width),
        title: (period: Period) => `${period.start} to ${period.end}\n${period.events} as ${role}, killed ${period.killed_best}`,
        tip: true,
      },
    );
  const most = Math.max(1, ...acted.map((period) => period.events), ...targeted.map((period) => period.events));
  draw(element, `Events of ${name} by ${step}: as initiator above the line, as target below it`, (width) => ({
    height: 200,
    x: { type: "utc" },
    y: { label: "↑ as initiator · ↓ as target", domain: [-most, most] },
    marks: [
      axisY({ ticks: Math.min(6, 2 * most), tickFormat: (count: number) => (Number.isInteger(count) ? String(Math.abs(count)) : "") }),
      bars(acted, 1, "var(--harm)", "initiator", width),
      bars(targeted, -1, "var(--accent)", "target", width),
      ruleY([0]),
    ],
  }));
}
