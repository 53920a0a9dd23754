// Names that are written from right to left, Arabic and Hebrew: they stand where names from left to right would, in lists, in
// dossiers and on maps, and the arrow between two of them points from the doer to the target.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, expectAccessible, expectNoSidewaysScroll, open, test as plain, watch } from "./desk";
import { program } from "./setup";

const DOER = "سرايا النهر";
const TARGET = "כוחות העמק";
const PLACE = "עין גב";
const TITLE = "قصف على القرية يوم الخميس، 4 قتلى";
const WORDS = "Fighters of Saraya al-Nahr shelled Ein Gev on Thursday, killing four soldiers.";

const record = {
  report: "rtl",
  title: TITLE,
  outlet: "صحيفة النهر",
  published: "2024-01-05",
  text: `${TITLE}\n\n${WORDS}\n`,
  event_reports: [{
    id: "e1", sub_event_type: "shelling_artillery_missile_attack", standing: "occurred", focus: "main",
    start_date: "2024-01-04", end_date: "2024-01-04", date_precision: "day",
    location: { name: PLACE, country: "ISR", admin1: null, lat: 32.78, lon: 35.64, geo_precision: 1 },
    initiators: [{ name: DOER }], targets: [{ name: TARGET }], weapons: [], victims: [], sources: [], claimed_by: [], denied_by: [], doubts: [],
    casualties: [{ outcome: "killed", min: 4, max: 4, group: "soldiers", source: null }], evidence: [WORDS],
  }],
};

const folder = mkdtempSync(join(tmpdir(), "dateline-rtl-"));
const store = join(folder, "rtl.sqlite");
plain.beforeAll(() => {
  writeFileSync(join(folder, "rtl.jsonl"), `${JSON.stringify(record)}\n`);
  const run = (...args: string[]) => execFileSync(program(), [...args, "--store", store], { stdio: "pipe" });
  run("init");
  run("import", join(folder, "rtl.jsonl"));
  run("link", "-q");
});
plain.afterAll(() => rmSync(folder, { recursive: true }));

plain("right-to-left names keep their places in lists, dossiers and on maps", async ({ page }) => {
  const desk = await open([], store);
  const faults = watch(page, desk);
  /** Where words stand on the page, the first time that they do in an element. */
  const left = (selector: string, words: string) =>
    page.locator(selector).first().evaluate((element, words) => {
      const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const at = (node.textContent ?? "").indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + words.length);
        return range.getBoundingClientRect().left;
      }
      throw new Error(`${words} is not there`);
    }, words);
  const inOrder = async (selector: string) => {
    const [doer, arrow, target] = [await left(selector, DOER), await left(selector, "→"), await left(selector, TARGET)];
    expect(doer, selector).toBeLessThan(arrow);
    expect(arrow, selector).toBeLessThan(target);
  };
  await page.goto(`${desk.url}/events`);
  await inOrder("table.events .sides");
  await expect(page.locator("table.events .headline")).toHaveText(TITLE);
  await expectAccessible(page);
  const { events } = (await (await page.request.get(`${desk.url}/events.json`)).json()) as { events: { event: string; place: string }[] };
  expect(events[0]!.place).toBe(PLACE);
  await page.goto(`${desk.url}/events/${events[0]!.event}`);
  await inOrder(".telling .values");
  await expect(page.locator(".locator")).toHaveAttribute("data-ready", "true");
  // On the small map the name stands over its point, as others do.
  const label = page.locator(".locator svg text", { hasText: PLACE });
  const [map, name] = [(await page.locator(".locator svg").boundingBox())!, (await label.boundingBox())!];
  expect(Math.abs(name.x + name.width / 2 - (map.x + map.width / 2))).toBeLessThan(4);
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
  for (const path of ["/actors", "/actors/dyads"]) {
    await page.goto(desk.url + path);
    await expect(page.locator("bdi", { hasText: DOER }).first()).toBeVisible();
    await expectNoSidewaysScroll(page);
  }
  desk.close();
  expect(faults).toEqual([]);
});
