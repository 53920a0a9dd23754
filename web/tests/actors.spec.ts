import { expect, expectReadable, test } from "./desk";

test("actors are listed, found by name, and lead to their events", async ({ desk, page }) => {
  await page.goto(`${desk.url}/actors`);
  const rows = page.locator("table.figures tbody tr");
  expect(await rows.count()).toBeGreaterThan(20);
  await expect(page.locator(".actor.unidentified").first()).toBeVisible();
  await expectReadable(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole("searchbox", { name: "Name" }).fill("taliban");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/text=taliban/);
  const found = await rows.count();
  expect(found).toBeGreaterThan(0);
  const first = rows.first().getByRole("link").first();
  const name = await first.innerText();
  await first.click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  await expect(page.locator(".chart svg")).toBeVisible();
  expect(await page.locator("table.events tbody tr").count()).toBeGreaterThan(0);
  await expectReadable(page);
});

test("a claim stands with its sentence and its report", async ({ desk, page }) => {
  const { actors } = await (await page.request.get(`${desk.url}/actors.json`)).json();
  const claimer = actors.find((one: { claimed: number }) => one.claimed > 0);
  await page.goto(desk.url + claimer.path);
  const claim = page.locator(".claims li").first();
  await expect(claim.locator("blockquote")).not.toHaveText("");
  await expect(claim.locator("a.quote")).toHaveAttribute("href", /^\/reports\/[0-9a-z]{10}$/);
  await expect(page.locator(".names q").first()).toBeVisible();
});

test("the matrix counts what its cells open", async ({ desk, page }) => {
  await page.goto(`${desk.url}/actors/dyads`);
  const cell = page.locator(".matrix td a").first();
  const events = Number(await cell.innerText());
  await expectReadable(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await cell.click();
  await expect(page.locator("#events + .count")).toContainText(/event/);
  const listed = await page.locator("table.events tbody tr").count();
  expect(listed).toBeGreaterThanOrEqual(events);
});

test("an actor that no event names is said to be unknown", async ({ desk, page }) => {
  const answer = await page.request.get(`${desk.url}/actors/nobody-of-that-name`);
  expect(answer.status()).toBe(404);
  expect(await answer.text()).toContain("No event names nobody-of-that-name");
});

test("the twins of an actor have all its events", async ({ desk, page }) => {
  const { actors } = await (await page.request.get(`${desk.url}/actors.json`)).json();
  const { path } = actors[0];
  const json = await (await page.request.get(`${desk.url}${path}.json`)).json();
  expect(json.events).toHaveLength(json.count);
  const csv = await (await page.request.get(`${desk.url}${path}.csv`)).text();
  expect(csv.trim().split("\n")[0]).toContain("event,role,sub_event_type");
  const places = await (await page.request.get(`${desk.url}${path}.geojson`)).json();
  expect(places.features.length).toBe(json.events.filter((event: { lat: number | null }) => event.lat !== null).length);
});
