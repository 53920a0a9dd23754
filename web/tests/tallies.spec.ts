import { expect, expectReadable, test } from "./desk";

test("running totals are listed beside what the store holds", async ({ desk, page }) => {
  await page.goto(`${desk.url}/tallies`);
  const rows = page.locator("table.figures tbody tr");
  expect(await rows.count()).toBeGreaterThan(5);
  await expect(page.locator("td q").first()).toBeVisible();
  await expectReadable(page);
});

test("a total that was told twice shows each telling with its words", async ({ desk, page }) => {
  const { series } = await (await page.request.get(`${desk.url}/tallies.json`)).json();
  const twice = series.find((one: { tallies: number }) => one.tallies > 1);
  await page.goto(`${desk.url}/tallies/${twice.series}`);
  await expect(page.locator(".chart svg")).toBeVisible();
  const rows = page.locator("#told tbody tr");
  expect(await rows.count()).toBe(twice.tallies);
  await expect(rows.first().locator("q").first()).not.toHaveText("");
  await expect(page.getByText("Nothing here says which is right")).toBeVisible();
  await expectReadable(page);
});

test("the events counted beside a total are listed", async ({ desk, page }) => {
  const { series } = await (await page.request.get(`${desk.url}/tallies.json`)).json();
  const held = series.find((one: { own_events: number | null }) => (one.own_events ?? 0) > 0);
  await page.goto(`${desk.url}/tallies/${held.series}`);
  const all = await (await page.request.get(`${desk.url}/tallies/${held.series}.json`)).json();
  expect(all.counted).toHaveLength(held.own_events);
  expect(all.tallies.at(-1).events).toHaveLength(held.own_events);
  const shown = await page.locator("table.events tbody tr").count();
  expect(shown).toBe(Math.min(20, held.own_events));
});

test("a key that is no running total's is said to be none", async ({ desk, page }) => {
  expect((await page.request.get(`${desk.url}/tallies/zzzzzzzzzz`)).status()).toBe(404);
});
