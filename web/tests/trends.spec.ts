import { expect, expectReadable, test } from "./desk";

interface Period {
  events: number;
  reports: number;
  unknown: boolean;
}

test("events and tolls are drawn by month, and what is not known is marked", async ({ desk, page }) => {
  await page.goto(`${desk.url}/trends`);
  await expect(page.locator('.chart[data-show="events"] svg')).toBeVisible();
  await expect(page.locator('.chart[data-show="killed"] svg')).toBeVisible();
  await page.getByText("As a table").first().click();
  await expect(page.getByText("unknown: no report of this time").first()).toBeVisible();
  await expectReadable(page);
  const { series, count } = await (await page.request.get(`${desk.url}/trends.json`)).json();
  const periods: Period[] = series.periods;
  const placed = periods.reduce((sum, period) => sum + period.events, 0);
  expect(placed + series.between + series.undated).toBe(count);
  expect(periods.filter((period) => period.unknown).every((period) => period.events === 0 && period.reports === 0)).toBe(true);
});

test("the filter is that of the events", async ({ desk, page }) => {
  await page.goto(`${desk.url}/trends`);
  await page.getByLabel("Country").fill("AFG");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/country=AFG/);
  const shown = Number(await page.locator(".count strong").innerText());
  const { count } = await (await page.request.get(`${desk.url}/events.json?country=AFG`)).json();
  expect(shown).toBe(count);
});

test("two periods are compared with their reports beside them", async ({ desk, page }) => {
  await page.goto(`${desk.url}/trends`);
  const days = ["2018-11-01", "2018-11-15", "2018-11-16", "2018-11-30"];
  const form = page.getByRole("form", { name: "Periods to compare" });
  for (const [at, day] of days.entries()) await form.locator("input[type=date]").nth(at).fill(day);
  await form.getByRole("button").click();
  await expect(page.locator(".verdict").first()).toContainText("95 in 100");
  await expect(page.locator(".warnings").first()).toContainText("report");
  await expectReadable(page);
});

test("the test of answers says when it cannot tell", async ({ desk, page }) => {
  await page.goto(`${desk.url}/trends?a=taliban&b=Military+Forces+of+Afghanistan`);
  await expect(page.locator(".verdict")).toHaveCount(2);
  await expect(page.locator(".verdict").first()).toContainText("It cannot be told");
  await expect(page.locator(".warnings")).toContainText("not said that one causes the other");
  await expectReadable(page);
});

test("a side that no event names is said to be unknown", async ({ desk, page }) => {
  const answer = await page.request.get(`${desk.url}/trends?a=nobody&b=taliban`);
  expect(answer.status()).toBe(404);
});
