import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, expectAccessible, open, test, watch } from "./desk";

test("whoever comes from elsewhere signs in with the token, and decides under the name given", async ({ page }) => {
  const token = join(mkdtempSync(join(tmpdir(), "dateline-token-")), "token");
  writeFileSync(token, "correct-horse-battery\n");
  const desk = await open(["--token-file", token]);
  const faults = watch(page, desk);
  await page.goto(`${desk.url}/review`);
  await expect(page.locator("h1")).toHaveText("Sign in");
  await expectAccessible(page);
  await page.getByLabel("Token").fill("correct-horse-battery");
  await page.getByLabel("Your name").fill("Léa بن علي");
  await page.getByRole("button", { name: "Come in" }).click();
  await expect(page.locator("a.reviewer")).toHaveText("Léa بن علي");
  await page.goto(`${desk.url}/review`);
  await expect(page.locator(".review")).toHaveAttribute("data-ready", "true");
  await page.keyboard.press("Enter");
  await expect(page.locator("#decided")).toHaveText("1");
  await page.goto(`${desk.url}/log`);
  await expect(page.locator("table.log tbody tr").first()).toContainText("Léa بن علي");
  desk.close();
  expect(faults).toEqual([]);
});

test("a hostile report is words and nothing else, wherever it shows", async ({ desk, page }) => {
  const evil = '<script>window.evil=1</script><img src=x onerror="window.evil=1">';
  const text = `${evil} Gunmen killed 12 soldiers near Gao, Mali, on 4 March 2024, the ${evil} army said.\n\n</q></table>${evil} It was an attack.`;
  const report = { id: evil, title: `Attack ${evil}`, text, outlet: `The ${evil}`, published: "2024-03-05", url: "javascript:alert(1)" };
  await page.goto(`${desk.url}/runs`);
  await expect(page.locator(".upload")).toHaveAttribute("data-ready", "true");
  const buffer = Buffer.from(JSON.stringify(report));
  await page.locator("#files").setInputFiles([{ name: "evil.json", mimeType: "application/json", buffer }]);
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.locator(".counts .added")).toHaveText("1 added", { timeout: 40_000 });
  const { reports } = (await (await page.request.get(`${page.url()}.json`)).json()) as { reports: { report: string }[] };
  const { events } = (await (await page.request.get(`${desk.url}/events.json?place=Gao&from=2024-03-04&to=2024-03-04`)).json()) as { events: { event: string }[] };
  expect(events.length).toBeGreaterThan(0);
  const event = events[0]!.event;
  for (const address of ["/runs", "/events", `/review?event=${event}`, `/events/${event}`, `/reports/${reports[0]!.report}`, "/log", "/codebook?q=%3Cscript%3Ewindow.evil%3D1%3C%2Fscript%3E"]) {
    await page.goto(desk.url + address);
    expect(await page.evaluate(() => (window as unknown as { evil?: number }).evil)).toBeUndefined();
    expect(await page.locator('img[src="x"], a[href^="javascript"]').count()).toBe(0);
  }
});
