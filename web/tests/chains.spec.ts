import { expect, expectReadable, test } from "./desk";

test("chains show each answer with the words that call it one", async ({ desk, page }) => {
  await page.goto(`${desk.url}/chains`);
  const chains = page.locator("ol.chains > li");
  expect(await chains.count()).toBeGreaterThan(3);
  await expect(chains.first().locator("mark").first()).not.toHaveText("");
  await expectReadable(page);
  await page.getByRole("link", { name: "Latest first" }).click();
  const { chains: latest } = await (await page.request.get(`${desk.url}/chains.json?order=latest`)).json();
  const days = latest.map((chain: { last_day: string | null }) => chain.last_day).filter((day: string | null) => day !== null);
  expect(days).toEqual([...days].sort().reverse());
});

test("from an answer the chain goes back to what it answered, and on from there", async ({ desk, page }) => {
  const { chains } = await (await page.request.get(`${desk.url}/chains.json`)).json();
  const answered = chains.find((chain: { tree: { event: string | null } }) => chain.tree.event !== null).tree;
  const answer = answered.children[0].event;
  await page.goto(`${desk.url}/chains/${answer}`);
  const before = page.locator(`ol.steps-of:has(a[href="/events/${answered.event}"])`).first();
  await expect(before).toBeVisible();
  await expect(page.locator(".asked").locator(`a[href="/events/${answer}"]`)).toBeVisible();
  await expectReadable(page);
  await page.goto(`${desk.url}/chains/${answered.event}`);
  await expect(page.getByRole("heading", { name: "What answered it" })).toBeVisible();
});

test("rows of a chain count their steps from its beginning", async ({ desk, page }) => {
  const csv = await (await page.request.get(`${desk.url}/chains.csv`)).text();
  const [head, first, second] = csv.split("\n").map((line) => line.split(","));
  expect(head?.slice(0, 3)).toEqual(["chain", "step", "event"]);
  expect([first?.[1], second?.[1]]).toEqual(["0", "1"]);
});
