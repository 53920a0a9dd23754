import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./desk";

const count = async (page: Page) => Number((await page.locator(".count strong").first().innerText()).replaceAll(/\D/g, ""));

/** How many bars of the timeline have events. */
const bars = (page: Page) => page.locator("figure.brushed:not(.whole) .bars > rect:not(.loose)").count();

async function opened(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.locator(".overview")).toHaveAttribute("data-ready", "true", { timeout: 20_000 });
}

test("the first page lists events, counts them and draws map and timeline", async ({ desk, page }) => {
  await opened(page, desk.url);
  expect(await page.locator("table.events tbody tr").count()).toBeGreaterThan(20);
  expect(await count(page)).toBeGreaterThan(100);
  expect(await bars(page)).toBeGreaterThan(3);
  await expect(page.locator(".map")).toHaveAttribute("data-cells", /[1-9]/);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
});

test("filters change address, list, counts, timeline and map, stand as chips, and go back", async ({ desk, page }) => {
  await opened(page, desk.url);
  const all = { count: await count(page), bars: await bars(page), cells: await page.locator(".map").getAttribute("data-cells") };
  await page.getByLabel("Country").selectOption("IRQ");
  await expect(page).toHaveURL(/country=IRQ/);
  await expect(page.locator(".chips .filter")).toHaveText(/Country:\s*Iraq/);
  const iraq = await count(page);
  expect(iraq).toBeLessThan(all.count);
  expect(await bars(page)).toBeLessThan(all.bars);
  await expect(page.locator(".map")).not.toHaveAttribute("data-cells", all.cells ?? "");
  await page.getByText("More filters").click();
  await page.getByLabel("Killed, at least").fill("5");
  await page.getByLabel("Killed, at least").press("Enter");
  await expect(page.locator(".chips .filter")).toHaveCount(2);
  expect(await count(page)).toBeLessThan(iraq);
  await page.locator(".chips .filter", { hasText: "Killed" }).click();
  await expect(page).not.toHaveURL(/killed/);
  await expect(page.locator(".chips .filter")).toHaveCount(1);
  expect(await count(page)).toBe(iraq);
  await expect(page.getByLabel("Killed, at least")).toHaveValue("");
  await page.goBack();
  await expect(page.locator(".chips .filter")).toHaveCount(2);
  await expect(page.getByLabel("Killed, at least")).toHaveValue("5");
  await page.goBack();
  await page.goBack();
  await expect(page.locator(".chips")).toHaveCount(0);
  expect(await count(page)).toBe(all.count);
  await expect(page.getByLabel("Country")).toHaveValue("");
});

test("a brush over the timeline chooses days", async ({ desk, page }) => {
  await opened(page, desk.url);
  const all = await count(page);
  const box = await page.locator("figure.brushed .bars").boundingBox();
  if (!box) throw new Error("no timeline");
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d/);
  await expect(page.locator("figure.whole")).toBeVisible();
  const brushed = await count(page);
  expect(brushed).toBeGreaterThan(0);
  expect(brushed).toBeLessThan(all);
  const from = await page.locator("[name=from]").inputValue();
  const days = await page.locator("td.when time:first-child").allInnerTexts();
  const to = await page.locator("[name=to]").inputValue();
  expect(days.filter((day) => day > to)).toEqual([]);
  expect(days.length).toBeGreaterThan(0);
  expect(from < to).toBe(true);
  await expect(page.getByText("more fit but have no day")).toBeVisible();
  await page.goBack();
  await expect(page.locator(".chips")).toHaveCount(0);
  expect(await count(page)).toBe(all);
});

test("a box on the map chooses where, and the view can be searched as it moves", async ({ desk, page }) => {
  await opened(page, desk.url);
  const all = await count(page);
  await page.getByRole("button", { name: "Draw a box" }).click();
  const map = await page.locator(".map").boundingBox();
  if (!map) throw new Error("no map");
  await page.mouse.move(map.x + map.width * 0.5, map.y + map.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(map.x + map.width * 0.85, map.y + map.height * 0.75, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/bounds=/);
  await expect(page.locator(".chips .filter")).toHaveText(/Within/);
  const boxed = await count(page);
  expect(boxed).toBeGreaterThan(0);
  expect(boxed).toBeLessThan(all);
  await expect(page.getByText("more fit but have no spot")).toBeVisible();
  await page.goBack();
  await expect(page.locator(".chips")).toHaveCount(0);
  await page.getByLabel("Search in this view").check();
  await expect(page).toHaveURL(/bounds=/);
  const before = page.url();
  await page.locator(".map canvas").focus();
  await page.keyboard.press("Equal");
  await expect(page).not.toHaveURL(before);
  await expect(page).toHaveURL(/bounds=/);
});

test("the keyboard opens a card on the map that leads to the dossier", async ({ desk, page }) => {
  await opened(page, `${desk.url}/events?known=exact`);
  await page.locator(".map canvas").focus();
  for (let i = 0; i < 12 && !(await page.locator(".card").isVisible()); i++) {
    await page.keyboard.press("Enter");
    await page.waitForTimeout(900);
  }
  await expect(page.locator(".card a").first()).toHaveAttribute("href", /^\/events\/[0-9a-z]{10}$/);
  await expect(page.locator(".card .when").first()).toBeVisible();
  await expectAccessible(page);
});

test("an actor is suggested while it is typed", async ({ desk, page }) => {
  await opened(page, desk.url);
  await page.getByRole("combobox", { name: "Actor" }).pressSequentially("isr");
  await expect(page.locator("#names-of-actor option").first()).toHaveAttribute("value", /^isr/);
});

test("the overview reads without scripts and fits a phone", async ({ desk, browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${desk.url}/events?country=IRQ&known=exact,near`);
  await expect(page.locator(".chips .filter")).toHaveCount(2);
  expect(await page.locator("table.events tbody tr").count()).toBeGreaterThan(3);
  const [wide, inside] = await page.locator("body").evaluate((body) => [body.scrollWidth, innerWidth]);
  expect(wide).toBeLessThanOrEqual(inside ?? 0);
  await context.close();
});

test("reports are listed, and found by words, outlet and day", async ({ desk, page }) => {
  await page.goto(`${desk.url}/reports`);
  const rows = page.locator("table.reports tbody tr");
  const all = await count(page);
  expect(await rows.count()).toBeGreaterThan(20);
  await expectAccessible(page);
  const outlet = (await rows.first().locator("td:nth-child(3)").innerText()).split(", ")[0] ?? "";
  await page.getByLabel("Outlet").fill(outlet);
  await page.getByRole("button", { name: "Show" }).click();
  expect(await count(page)).toBeLessThan(all);
  for (const words of await rows.locator("td:nth-child(3)").allInnerTexts()) expect(words).toContain(outlet);
  await page.goto(`${desk.url}/reports?text=killed&from=2020-01-01`);
  expect(await count(page)).toBeGreaterThan(0);
  for (const day of await rows.locator("time").allInnerTexts()) expect(day >= "2020-01-01").toBe(true);
  const twin = await page.request.get(`${desk.url}/reports.csv?text=killed&from=2020-01-01`);
  expect((await twin.text()).trim().split("\n").length - 1).toBeGreaterThanOrEqual(await count(page));
  await rows.first().getByRole("link").click();
  await expect(page).toHaveURL(/\/reports\/[0-9a-z]{10}$/);
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${desk.url}/reports`);
  expect(await page.locator("body").evaluate((body) => body.scrollWidth)).toBeLessThanOrEqual(390);
});

test("a browser that has a page is told so", async ({ desk, request }) => {
  const first = await request.get(`${desk.url}/events?country=IRQ`);
  const tag = first.headers().etag ?? "";
  expect(tag).not.toBe("");
  const again = await request.get(`${desk.url}/events?country=IRQ`, { headers: { "If-None-Match": tag } });
  expect(again.status()).toBe(304);
});
