// Reports come from strangers. Those of hostile.jsonl hold markup, scripts, addresses that are scripts, marks that turn the
// direction of writing, and words without end: no page may run any of it, link to it, or be pushed out of shape by it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as plain } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll, open, watch } from "./desk";
import { program } from "./setup";

/** Pages that are looked at, at most. */
const PAGES = 70;

/** What of a page could be script, and where its links lead. */
function suspicious(): { scripts: string[]; handlers: string[]; links: string[]; forms: string[] } {
  const all = [...document.querySelectorAll("*")];
  const outside = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].filter((link) => link.origin !== location.origin);
  return {
    scripts: [...document.scripts].map((script) => script.getAttribute("src") ?? "inline").filter((src) => !src.startsWith("/assets/")),
    handlers: all.flatMap((element) => [...element.attributes].filter((one) => /^(on|srcdoc)/i.test(one.name)).map((one) => `${element.tagName} ${one.name}`)),
    links: outside.filter((link) => !/^https?:$/.test(link.protocol) || !/noreferrer/.test(link.rel) || !/noopener/.test(link.rel)).map((link) => link.href),
    forms: [...document.forms].map((form) => form.action).filter((action) => !action.startsWith(location.origin)),
  };
}

plain("nothing that a report says is run, linked to, or breaks a page", async ({ page, request }) => {
  plain.setTimeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "dateline-hostile-"));
  const store = join(folder, "hostile.sqlite");
  const run = (...args: string[]) => execFileSync(program(), [...args, "--store", store], { stdio: "pipe" });
  run("init");
  run("code", "-q", join(import.meta.dirname, "hostile.jsonl"));
  run("link", "-q");
  const desk = await open([], store);
  const faults = watch(page, desk);
  page.on("dialog", (dialog) => {
    faults.push(`asked: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const waiting = [`${desk.url}/`, `${desk.url}/reports`];
  for (const row of ((await (await request.get(`${desk.url}/events.json`)).json()) as { events: { event: string }[] }).events) {
    waiting.unshift(`${desk.url}/events/${row.event}`);
  }
  const seen = new Set<string>();
  while (waiting.length > 0 && seen.size < PAGES) {
    const address = waiting.shift()!;
    if (seen.has(address)) continue;
    seen.add(address);
    const answer = await request.get(address);
    expect(answer.status(), address).toBeLessThan(500);
    if (answer.status() !== 200 || !answer.headers()["content-type"]?.startsWith("text/html")) continue;
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(address);
    await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
    await page.waitForTimeout(150);
    expect(await page.evaluate(suspicious), address).toEqual({ scripts: [], handlers: [], links: [], forms: [] });
    await expectNoSidewaysScroll(page);
    const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href.split("#")[0]!));
    waiting.push(...links.filter((link) => link.startsWith(desk.url) && !/\.(json|csv|geojson)(\?|$)|[?&]telling=/.test(link)));
    expect(faults, address).toEqual([]);
  }
  const reports = [...seen].filter((address) => /\/reports\/\w{10}$/.test(address));
  expect(reports.length).toBe(5);
  expect([...seen].filter((address) => /\/events\/\w{10}$/.test(address)).length).toBeGreaterThan(3);
  // What they say is there to be read, word for word.
  await page.goto(reports[0]!);
  await expectAccessible(page);
  const bodies = await Promise.all(reports.map(async (address) => (await request.get(address)).text()));
  expect(bodies.some((body) => body.includes("&lt;script&gt;alert(3)&lt;"))).toBe(true);
  expect(bodies.some((body) => body.includes("{{ 7*7 }}"))).toBe(true);
  expect(bodies.join("")).not.toMatch(/href="(javascript|data):/i);
  desk.close();
  rmSync(folder, { recursive: true });
});
