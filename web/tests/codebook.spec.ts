import { expect, expectAccessible, test } from "./desk";

test("the rules read as text, the words as tables, and a code leads to its definition", async ({ desk, page }) => {
  await page.goto(`${desk.url}/codebook`);
  await page.getByRole("link", { name: "CODEBOOK.md" }).click();
  await expect(page.locator("h2#an-event-report, h3#an-event-report")).toBeVisible();
  await expect(page.locator(".prose table td", { hasText: "sub_event_type" }).first()).toBeVisible();
  await page.goto(`${desk.url}/codebook/code/air_drone_strike`);
  expect(page.url()).toContain("/codebook/event/air_drone_strike.toml#air_drone_strike");
  await expect(page.locator("tr#air_drone_strike")).toContainText("air_drone_strike");
  const missing = await page.request.get(`${desk.url}/codebook/code/no_such_code`);
  expect(missing.status()).toBe(404);
});

test("a search finds lines of every file and leads to the entry", async ({ desk, page }) => {
  await page.goto(`${desk.url}/codebook`);
  await page.getByRole("searchbox").fill("Alliance Fleuve Congo");
  await page.keyboard.press("Enter");
  await page.locator("ul.found a").first().click();
  expect(page.url()).toContain("#congo-river-alliance");
  await expect(page.locator("tr#congo-river-alliance")).toContainText("Alliance Fleuve Congo");
  await page.getByRole("searchbox").fill("March 23 Movement");
  await page.keyboard.press("Enter");
  await expect(page.locator("tr#m23")).toBeVisible();
  await expect(page.locator("tr#congo-river-alliance")).toHaveCount(0);
});

for (const scheme of ["light", "dark"] as const) {
  test(`the codebook is readable to all, ${scheme}, wide and narrow`, async ({ desk, page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    for (const address of ["/codebook", "/codebook?q=drone", "/codebook/CODEBOOK.md", "/codebook/event/attack.toml"]) {
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(desk.url + address);
        await expectAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    }
  });
}
