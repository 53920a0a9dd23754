import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { expect, expectAccessible, test } from "./desk";

const report = "Gunmen killed 12 soldiers near Gao, Mali, on Monday 4 March 2024, the army said.\n\nThe attack hit a patrol.\n";

test("good and bad files are uploaded at once: each failure is named, the rest is coded", async ({ desk, page }) => {
  await page.goto(`${desk.url}/runs`);
  await expect(page.locator(".upload")).toHaveAttribute("data-ready", "true");
  await page.locator("#files").setInputFiles([
    { name: "gao.txt", mimeType: "text/plain", buffer: Buffer.from(report) },
    { name: "empty.txt", mimeType: "text/plain", buffer: Buffer.from("") },
    { name: "picture.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 1, 2, 3]) },
    { name: "broken.json", mimeType: "application/json", buffer: Buffer.from('{"text": "no end') },
    { name: "<img src=x onerror=alert(1)>.txt", mimeType: "text/plain", buffer: Buffer.from("") },
  ]);
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.locator("h1")).toContainText("upload");
  await expect(page.locator(".counts .failed")).toHaveText("4 failed", { timeout: 30_000 });
  await expect(page.locator(".counts .added")).toHaveText("1 added");
  const notes = await page.locator("table.notes").innerText();
  for (const words of ["empty.txt", "is empty", "picture.jpg", "is not text", "broken.json", "onerror=alert(1)"]) {
    expect(notes).toContain(words);
  }
  await expect(page.locator("ul.reports a")).toHaveCount(1);
  await expectAccessible(page);
  await page.goto(`${desk.url}/runs`);
  await expect(page.locator("table.runs tbody tr").first()).toContainText("by Rana");
  const events = (await (await page.request.get(`${desk.url}/events.json?place=Gao&from=2024-03-04&to=2024-03-04`)).json()) as { count: number };
  expect(events.count).toBeGreaterThan(0);
});

test("files are dropped, and one that is too large is refused before it is sent", async ({ desk, page }) => {
  await page.goto(`${desk.url}/runs`);
  await expect(page.locator(".upload")).toHaveAttribute("data-ready", "true");
  await page.evaluate((text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], "dropped.txt", { type: "text/plain" }));
    const form = document.querySelector(".upload")!;
    form.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
  }, report);
  await expect(page.locator(".counts .added")).toHaveText("1 added", { timeout: 30_000 });
  const big = join(tmpdir(), `dateline-big-${process.pid}.txt`);
  writeFileSync(big, Buffer.alloc(64 * 1024 * 1024 + 1, "a"));
  await page.goto(`${desk.url}/runs`);
  await expect(page.locator(".upload")).toHaveAttribute("data-ready", "true");
  await page.locator("#files").setInputFiles(big);
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.locator("#upload-refused")).toContainText("is larger than 64 MiB");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the form takes files too", async ({ desk, page }) => {
    await page.goto(`${desk.url}/runs`);
    await page.locator("#files").setInputFiles([{ name: "gao.txt", mimeType: "text/plain", buffer: Buffer.from(report) }]);
    await page.getByRole("button", { name: "Upload" }).click();
    await expect(page.locator("h1")).toContainText("upload");
    await expect(async () => {
      await page.reload();
      await expect(page.locator(".counts .added")).toHaveText("1 added", { timeout: 500 });
    }).toPass();
  });
});

for (const scheme of ["light", "dark"] as const) {
  test(`runs are readable to all, ${scheme}, wide and narrow`, async ({ desk, page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const runs = (await (await page.request.get(`${desk.url}/runs.json`)).json()) as { runs: { run: number; counts: { added: number } }[] };
    expect(runs.runs[0]!.counts.added).toBeGreaterThan(100);
    for (const address of ["/runs", "/runs?show=all", `/runs/${runs.runs[0]!.run}`]) {
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(desk.url + address);
        await expectAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    }
  });
}
