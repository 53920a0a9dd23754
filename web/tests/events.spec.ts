import { expect, expectAccessible, test } from "./desk";

test("the first page lists events and draws the map", async ({ desk, page }) => {
  await page.goto(desk.url);
  await expect(page.locator(".map")).toHaveAttribute("data-ready", "true");
  expect(await page.locator("table.events tbody tr").count()).toBeGreaterThan(20);
  await expectAccessible(page);
});
