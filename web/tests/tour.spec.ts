import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "./desk";

const root = resolve(import.meta.dirname, "../..");
/** `UPDATE_TOUR=1 npm test -- tour` takes the pictures of docs/tour.md anew. */
const update = process.env.UPDATE_TOUR !== undefined;

test("the tour's pages are there, and its pictures show them", async ({ desk, page }) => {
  await page.setViewportSize({ width: 1200, height: 800 });
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const { events } = (await (await page.request.get(`${desk.url}/events.json?order=most_told`)).json()) as { events: { event: string }[] };
  const { tellings } = (await (await page.request.get(`${desk.url}/events/${events[0]!.event}.json`)).json()) as { tellings: { report_key: string }[] };
  const stops: [string, string][] = [
    ["events", "/events"],
    ["dossier", `/events/${events[0]!.event}`],
    ["report", `/reports/${tellings[0]!.report_key}`],
    ["review", "/review"],
    ["actors", "/actors/dyads"],
    ["tallies", "/tallies"],
    ["chains", "/chains"],
    ["trends", "/trends"],
    ["runs", "/runs"],
  ];
  const tour = readFileSync(join(root, "docs/tour.md"), "utf8");
  if (update) mkdirSync(join(root, "docs/tour"), { recursive: true });
  for (const [name, path] of stops) {
    await page.goto(desk.url + path, { waitUntil: "networkidle" });
    await expect(page.locator("main")).not.toBeEmpty();
    expect(tour).toContain(`](tour/${name}.png)`);
    if (name === "events") await expect(page.locator("[data-ready=true]").first()).toBeVisible();
    if (update) await page.waitForTimeout(1500);
    if (update) await page.screenshot({ path: join(root, `docs/tour/${name}.png`) });
    const picture = readFileSync(join(root, `docs/tour/${name}.png`));
    expect(picture.subarray(1, 4).toString()).toBe("PNG");
  }
});
