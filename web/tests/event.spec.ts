import { test, expect, expectAccessible, expectNoSidewaysScroll, type Desk } from "./desk";
import type { APIRequestContext } from "@playwright/test";

interface Row {
  event: string;
  reports: number;
  tellings: number;
  geo_precision: number | null;
  lat: number | null;
  killed_best: number | null;
}

/** The events of the store that fit, the most told first. */
async function events(desk: Desk, request: APIRequestContext, fits: (row: Row) => boolean): Promise<Row[]> {
  const response = await request.get(`${desk.url}/events.json?order=most_told`);
  const rows = ((await response.json()) as { events: Row[] }).events.filter(fits);
  expect(rows.length).toBeGreaterThan(0);
  return rows;
}

/** The one that most reports tell. */
async function mostTold(desk: Desk, request: APIRequestContext): Promise<string> {
  return (await events(desk, request, (row) => row.tellings > 2 && row.killed_best !== null))[0]!.event;
}

test("a dossier shows figures by source, each report's telling, and its twins give the same event", async ({ desk, page, request }) => {
  const key = await mostTold(desk, request);
  await page.goto(`${desk.url}/events/${key}`);
  await expect(page.locator(".figures").first()).toHaveAttribute("data-ready", "true");
  await expect(page.locator(".told-figures tbody tr").first()).toContainText(/\d/);
  const said = await page.locator(".told-figures .said").allInnerTexts();
  expect(said.every((words) => words.trim().length > 10)).toBe(true);
  expect(await page.locator(".telling").count()).toBeGreaterThan(2);
  await expect(page.locator(".telling blockquote mark").first()).toBeVisible();
  await expect(page.locator(".telling .why").nth(1)).toContainText("in 100");
  await expect(page.locator(".cite")).toContainText(`/events/${key}`);
  const json = (await (await request.get(`${desk.url}/events/${key}.json`)).json()) as { event: string; tellings: unknown[] };
  expect(json.event).toBe(key);
  expect(json.tellings.length).toBe(await page.locator(".telling").count());
  const csv = await (await request.get(`${desk.url}/events/${key}.csv`)).text();
  expect(csv.split("\n")[1]).toContain(key);
  const features = (await (await request.get(`${desk.url}/events/${key}.geojson`)).json()) as { features: { id: string }[] };
  expect(features.features.map((one) => one.id)).toEqual([key]);
});

for (const scheme of ["light", "dark"] as const) {
  test(`a dossier keeps to the window and hinders nobody, ${scheme}`, async ({ desk, page, request }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(`${desk.url}/events/${await mostTold(desk, request)}`);
    await expect(page.locator(".figures").first()).toHaveAttribute("data-ready", "true");
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
    for (const summary of await page.locator("summary").all()) await summary.click();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
}

test("other keys of an event lead to it, with ending and query", async ({ desk, request }) => {
  const key = await mostTold(desk, request);
  const json = (await (await request.get(`${desk.url}/events/${key}.json`)).json()) as { tellings: { key: string; report_key: string }[] };
  const other = json.tellings.find((telling) => telling.key !== key)!;
  const led = await request.get(`${desk.url}/events/${other.key}.json?done=merged`, { maxRedirects: 0 });
  expect(led.status()).toBe(307);
  expect(led.headers().location).toBe(`/events/${key}.json?done=merged`);
  expect((await request.get(`${desk.url}/events/${key.slice(0, 7)}`)).url()).toBe(`${desk.url}/events/${key}`);
  expect((await request.get(`${desk.url}/events/${other.report_key}`)).url()).toBe(`${desk.url}/reports/${other.report_key}`);
  expect((await request.get(`${desk.url}/events/zzzzzzzzzz`)).status()).toBe(404);
});

test("how exactly the place is known is drawn, and no point where none is told", async ({ desk, page, request }) => {
  const [exact] = await events(desk, request, (row) => row.geo_precision === 1 && row.lat !== null);
  await page.goto(`${desk.url}/events/${exact!.event}`);
  await expect(page.locator(".locator")).toHaveAttribute("data-ready", "true");
  await expect(page.locator(".locator svg")).toHaveAttribute("aria-label", /^Map: in /);
  const [province] = await events(desk, request, (row) => row.geo_precision === 3);
  await page.goto(`${desk.url}/events/${province!.event}`);
  await expect(page.locator(".where figcaption")).toContainText("somewhere in");
  const twin = (await (await request.get(`${desk.url}/events/${province!.event}.geojson`)).json()) as { features: { geometry: unknown }[] };
  expect(twin.features[0]!.geometry).toBeNull();
  const [nowhere] = await events(desk, request, (row) => row.geo_precision === null);
  await page.goto(`${desk.url}/events/${nowhere!.event}`);
  await expect(page.locator(".where")).toContainText("No place is told");
});

test("event reports are split off, merged again and the last decision is taken back, each with its reason", async ({ desk, page, request }) => {
  const key = await mostTold(desk, request);
  await page.goto(`${desk.url}/events/${key}`);
  await page.getByText("Split event reports off").click();
  await page.locator('[name="away"]').last().check();
  const gone = await page.locator('[name="away"]').last().inputValue();
  await page.locator('form[action*="/split"] [name="reason"]').fill("another street");
  await page.getByRole("button", { name: "Split off" }).click();
  await expect(page.getByRole("status")).toContainText("Split");
  await expect(page.locator(`#t-${gone}`)).toHaveCount(0);
  await expect(page.locator(".history .decision").first()).toContainText("tell two events");
  await expect(page.locator(".history .decision").first()).toContainText("another street");
  await expect(page.locator(".history .decision").first()).toContainText("Rana");
  await page.getByText("Merge with another event").click();
  await page.locator('form[action*="/merge"] input[name="with"]:not([type="checkbox"])').fill(gone);
  await page.locator('form[action*="/merge"] [name="reason"]').fill("the same after all");
  await page.getByRole("button", { name: "Merge" }).click();
  await expect(page.locator(`#t-${gone}`)).toHaveCount(1);
  await page.getByRole("button", { name: "Take back my last decision" }).click();
  await expect(page.getByRole("status")).toContainText("taken back");
  await expect(page.locator(`#t-${gone}`)).toHaveCount(0);
  await expect(page.locator(".history s").first()).toContainText("tell the same event");
});

test("a toll is corrected, by whom and why is told, and it stood otherwise before", async ({ desk, page, request }) => {
  const key = await mostTold(desk, request);
  await page.goto(`${desk.url}/events/${key}`);
  const telling = page.locator(".telling").first();
  await telling.getByText("Correct a value").click();
  await expect(telling.locator("form.correct")).toHaveAttribute("data-ready", "true");
  await telling.locator('[name="part"]').selectOption("casualties");
  await telling.locator('[name="words"]').fill("killed 777");
  await telling.locator('[name="reason"]').fill("misread");
  await telling.getByRole("button", { name: "Correct" }).click();
  await expect(page.getByRole("status")).toContainText("Corrected");
  await expect(page.locator(".told-figures").first()).toContainText("777");
  await expect(page.locator(".telling").first().locator(".chip.reviewed")).toContainText("casualties: Rana");
  await expect(page.locator(".history .decision").first()).toContainText("killed 777");
  expect((await request.get(`${desk.url}/events/${key}?as_of=2000-01-01`)).status()).toBe(404);
  await page.goto(`${desk.url}/events/${key}?as_of=2999-01-01`);
  await expect(page.locator(".note")).toContainText("As it stood at the end of 2999-01-01");
  await expect(page.locator(".told-figures").first()).toContainText("777");
  await expect(page.locator("form")).toHaveCount(0);
});

test("the history takes back the decision that is chosen, and the later one holds", async ({ desk, page, request }) => {
  const key = await mostTold(desk, request);
  await page.goto(`${desk.url}/events/${key}`);
  for (const [part, words] of [["casualties", "killed 777"], ["weapons", "none"]] as const) {
    const telling = page.locator(".telling").first();
    await telling.getByText("Correct a value").click();
    await expect(telling.locator("form.correct")).toHaveAttribute("data-ready", "true");
    await telling.locator('[name="part"]').selectOption(part);
    await telling.locator('[name="words"]').fill(words);
    await telling.getByRole("button", { name: "Correct" }).click();
    await expect(page.getByRole("status")).toContainText("Corrected");
  }
  const decisions = page.locator(".history .decision");
  await expect(decisions.nth(1)).toContainText("killed 777");
  await decisions.nth(1).getByRole("button", { name: /Take back: .*killed 777/ }).click();
  await expect(page.getByRole("status")).toContainText("stays in the log");
  await expect(page.locator(".told-figures").first()).not.toContainText("777");
  await expect(decisions.nth(1).locator("s")).toContainText("killed 777");
  await expect(decisions.nth(1)).toContainText("taken back by Rana");
  await expect(decisions.nth(0)).toContainText("weapons");
  await expect(page.locator(".telling").first().locator(".chip.reviewed")).toContainText("weapons: Rana");
  await expectAccessible(page);
});

test("a telling leads to its words in the report, with the field ready to be corrected", async ({ desk, page, request }) => {
  const key = await mostTold(desk, request);
  await page.goto(`${desk.url}/events/${key}`);
  const telling = page.locator(".telling").nth(1);
  const of = (await telling.getAttribute("id"))!.replace("t-", "");
  await telling.getByText("Correct a value").click();
  await telling.getByRole("link", { name: "where", exact: true }).click();
  await expect(page).toHaveURL(/\/reports\/\w+\?telling=\w+&field=location#b\d+-\d+$/);
  const form = page.locator("#correct form");
  await expect(form).toHaveAttribute("data-ready", "true");
  await expect(form.locator('[name="part"]')).toBeVisible();
  await expect(form.locator('[name="part"]')).toHaveValue("location");
  await expect(form.locator('[name="telling"]')).toHaveValue(of);
  await expect(page.locator("#text .aimed").first()).toBeInViewport();
  await expectAccessible(page);
});

test("what cannot be is refused in words", async ({ desk, page, request }) => {
  const key = await mostTold(desk, request);
  expect((await request.get(`${desk.url}/events/${key}?as_of=yesterday`)).status()).toBe(400);
  await page.goto(`${desk.url}/events/${key}`);
  const csrf = await page.locator('meta[name="csrf"]').getAttribute("content");
  const post = (path: string, form: Record<string, string>) => request.post(`${desk.url}/events/${key}/${path}?csrf=${csrf}`, { form });
  const refused = await post("merge", { with: "" });
  expect(refused.status()).toBe(400);
  expect(await refused.text()).toContain("No event was chosen");
  expect(await (await post("split", { reason: "none" })).text()).toContain("No event report was named");
  expect(await (await post("undo", {})).text()).toContain("has decided nothing");
  expect((await request.post(`${desk.url}/events/${key}/undo`)).status()).toBe(403);
});

test.describe("read-only", () => {
  test.use({ options: ["--read-only"] });
  test("a dossier offers no decision, and refuses one", async ({ desk, page, request }) => {
    const key = await mostTold(desk, request);
    await page.goto(`${desk.url}/events/${key}`);
    await expect(page.locator("form")).toHaveCount(0);
    const csrf = await page.locator('meta[name="csrf"]').getAttribute("content");
    const answer = await request.post(`${desk.url}/events/${key}/undo?csrf=${csrf}`);
    expect(answer.status()).toBe(403);
  });
});
