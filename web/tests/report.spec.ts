import { test, expect, expectAccessible, expectNoSidewaysScroll, type Desk } from "./desk";
import type { APIRequestContext } from "@playwright/test";

/** A report that tells an event with a toll. */
async function told(desk: Desk, request: APIRequestContext): Promise<string> {
  const response = await request.get(`${desk.url}/events.json?order=deadliest`);
  const { events } = (await response.json()) as { events: { event: string }[] };
  const event = (await (await request.get(`${desk.url}/events/${events[3]!.event}.json`)).json()) as { tellings: { report_key: string }[] };
  return event.tellings[0]!.report_key;
}

test("a report shows its text with every value, and its record as data", async ({ desk, page, request }) => {
  const key = await told(desk, request);
  await page.goto(`${desk.url}/reports/${key}`);
  await expect(page.locator("#text")).toHaveAttribute("data-ready", "true");
  await page.evaluate(() => sessionStorage.setItem("dateline-unveiled", "yes"));
  await page.reload();
  const mark = page.locator("#text mark.m-toll").first();
  await mark.focus();
  expect(await mark.evaluate((element) => getComputedStyle(element, "::after").content)).toContain("figure: killed");
  const json = (await (await request.get(`${desk.url}/reports/${key}.json`)).json()) as { event_reports: unknown[] };
  await expect(page.locator(".cards article.card[id^=e]")).toHaveCount(json.event_reports.length);
  const csv = await (await request.get(`${desk.url}/reports/${key}.csv`)).text();
  expect(csv.trim().split("\n").length).toBeGreaterThan(1);
  const features = (await (await request.get(`${desk.url}/reports/${key}.geojson`)).json()) as { features: unknown[] };
  expect(features.features.length).toBe(json.event_reports.length);
});

test("an address leads to bytes of the text", async ({ desk, page, request }) => {
  const key = await told(desk, request);
  await page.goto(`${desk.url}/reports/${key}`);
  await page.locator(".word").first().click();
  const hash = new URL(page.url()).hash;
  expect(hash).toMatch(/^#b\d+-\d+$/);
  const words = (await page.locator(".word").first().innerText()).replace(/[“”]/g, "");
  await expect(page.locator("#text .aimed").first()).toBeVisible();
  expect((await page.locator("#text .aimed").allInnerTexts()).join("").replace(/\s+/g, " ")).toContain(words);
});

test("selected words become a place, with their bytes as evidence", async ({ desk, page, request }) => {
  const key = await told(desk, request);
  await page.goto(`${desk.url}/reports/${key}`);
  await page.evaluate(() => sessionStorage.setItem("dateline-unveiled", "yes"));
  await page.reload();
  await expect(page.locator("#correct form")).toHaveAttribute("data-ready", "true");
  await page.getByText("Correct or add a value").click();
  await page.locator('#correct [name="part"]').selectOption("location");
  const word = await page.evaluate(() => {
    const piece = [...document.querySelectorAll<HTMLElement>("#text span[data-b]")].find((span) => /\p{L}{5,}/u.test(span.textContent ?? ""))!;
    const found = /\p{L}{5,}/u.exec(piece.textContent ?? "")!;
    const range = document.createRange();
    range.setStart(piece.firstChild!, found.index);
    range.setEnd(piece.firstChild!, found.index + found[0].length);
    document.getSelection()!.removeAllRanges();
    document.getSelection()!.addRange(range);
    document.dispatchEvent(new MouseEvent("mouseup"));
    const start = Number(piece.dataset.b) + new TextEncoder().encode((piece.textContent ?? "").slice(0, found.index)).length;
    return { words: found[0], start };
  });
  await expect(page.locator('#correct [name="quote"]')).toHaveValue(word.words);
  await expect(page.locator('#correct [name="start"]')).toHaveValue(String(word.start));
  await expect(page.locator('#correct [name="words"]')).toHaveValue(word.words);
  await page.locator('#correct [name="words"]').fill(`"${word.words}"`);
  await page.locator('#correct [name="reason"]').fill("it says so");
  await page.getByRole("button", { name: "Correct" }).click();
  await expect(page.getByRole("status")).toContainText("Corrected");
  await expect(page.locator(".card").first()).toContainText(word.words);
  await expect(page.locator(`#text mark.m-place[data-b="${word.start}"]`)).toHaveText(word.words);
  await expect(page.locator(".history .decision").first()).toContainText("it says so");
});

test("words that are typed are found in the report, or it is said why not", async ({ desk, page, request }) => {
  const key = await told(desk, request);
  await page.goto(`${desk.url}/reports/${key}`);
  const csrf = await page.locator('meta[name="csrf"]').getAttribute("content");
  const telling = await page.locator('#correct [name="telling"]').inputValue();
  const post = async (form: Record<string, string>) => {
    const answer = await request.post(`${desk.url}/reports/${key}/correct?csrf=${csrf}`, { form: { telling, ...form } });
    return { status: answer.status(), text: await answer.text() };
  };
  const none = await post({ part: "casualties", words: "killed 3", quote: "words that no report has" });
  expect(none.status).toBe(400);
  expect(none.text).toContain("does not have the words");
  expect((await post({ part: "casualties", words: "many" })).text).toContain("expected figures");
  expect((await post({ part: "anything", words: "killed 3" })).text).toContain("No field was chosen");
  const title = (await page.locator("h1").innerText()).trim();
  expect((await post({ part: "casualties", words: "killed 313", quote: title.split(" ").slice(0, 5).join(" ") })).text).toContain("killed 313");
});

for (const scheme of ["light", "dark"] as const) {
  test(`a report keeps to the window and hinders nobody, ${scheme}`, async ({ desk, page, request }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(`${desk.url}/reports/${await told(desk, request)}`);
    await expect(page.locator("#text")).toHaveAttribute("data-ready", "true");
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
  });
}

test("a text that may hurt is covered until it is asked for, and then for the session", async ({ desk, page, request }) => {
  const { events } = (await (await request.get(`${desk.url}/events.json?type=suicide_bomb`)).json()) as { events: { event: string }[] };
  const event = (await (await request.get(`${desk.url}/events/${events[0]!.event}.json`)).json()) as { tellings: { report_key: string }[] };
  await page.goto(`${desk.url}/reports/${event.tellings[0]!.report_key}`);
  await expect(page.locator("#text")).toHaveClass(/covered/);
  await page.getByRole("button", { name: /Show the text/ }).press("Enter");
  await expect(page.locator("#text")).not.toHaveClass(/covered/);
  await page.reload();
  await expect(page.locator("#text")).toHaveAttribute("data-ready", "true");
  await expect(page.locator("#text")).not.toHaveClass(/covered/);
});
