// What pictures of all pages showed to be ugly once: each is looked for here, so that it does not come back.

import { expect, test } from "./desk";

test("on a telephone every page can be reached, and no row is named letter by letter", async ({ desk, page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${desk.url}/actors/dyads`);
  for (const link of await page.locator(".top nav a").all()) {
    const box = (await link.boundingBox())!;
    expect(box.x + box.width, await link.innerText()).toBeLessThanOrEqual(390);
  }
  const heads = await page.locator(".matrix tbody th").all();
  for (const head of heads) expect((await head.boundingBox())!.width).toBeGreaterThan(120);
  // What a row is about stays in view when its figures are moved.
  const pairs = page.getByRole("region", { name: "Pairs" });
  await pairs.evaluate((region) => (region.scrollLeft = 200));
  expect((await pairs.locator("tbody td").first().boundingBox())!.x).toBeGreaterThanOrEqual(0);
});

test("names in tables are broken between words alone", async ({ desk, page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const { events } = (await (await page.request.get(`${desk.url}/events.json?order=most_told&limit=12`)).json()) as { events: { event: string }[] };
  for (const { event } of events) {
    await page.goto(`${desk.url}/events/${event}`);
    const broken = await page.locator(".told-figures bdi").evaluateAll((names) =>
      names.filter((name) => {
        const node = name.firstChild;
        if (!node?.textContent) return false;
        return [...node.textContent.matchAll(/\S+/g)].some((word) => {
          const range = document.createRange();
          range.setStart(node, word.index);
          range.setEnd(node, word.index + word[0].length);
          // A hyphen may end a line.
          return !word[0].includes("-") && new Set([...range.getClientRects()].map((rect) => Math.round(rect.top))).size > 1;
        });
      }).map((name) => name.textContent),
    );
    expect(broken, event).toEqual([]);
  }
});

test("bars are seen on a telephone, however many periods there are", async ({ desk, page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  for (const path of ["/trends", "/actors/unidentified%20armed%20group"]) {
    await page.goto(desk.url + path);
    const bars = page.locator('[data-ready="true"] svg').first().locator("rect[fill], g[fill] > rect");
    await expect(bars.first()).toBeAttached();
    const widths = await page.locator('[data-ready="true"] svg').first().locator('g[fill*="accent"] rect, g[fill*="harm"] rect').evaluateAll((all) => all.map((bar) => Number(bar.getAttribute("width"))));
    expect(widths.length, path).toBeGreaterThan(3);
    expect(Math.min(...widths), path).toBeGreaterThan(1);
  }
});

test("a dossier is printed dark on white from a dark screen too", async ({ desk, page }) => {
  const { events } = (await (await page.request.get(`${desk.url}/events.json?order=most_told&limit=1`)).json()) as { events: { event: string }[] };
  await page.goto(`${desk.url}/events/${events[0]!.event}`);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const light = (rgb: string) => (rgb.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part) / 3, 0);
  for (const selector of [".sentence", ".told-figures td", ".range", ".telling .values", ".telling blockquote"]) {
    const ink = await page.locator(selector).first().evaluate((element) => getComputedStyle(element).color);
    expect(light(ink), selector).toBeLessThan(130);
  }
  const sheet = await page.locator(".told-figures").first().evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(light(sheet)).toBeGreaterThan(240);
});

test("names and days of a chart of figures stand apart from each other", async ({ desk, page }) => {
  const { events } = (await (await page.request.get(`${desk.url}/events.json?order=most_told&limit=12`)).json()) as { events: { event: string }[] };
  for (const { event } of events) {
    await page.goto(`${desk.url}/events/${event}`, { waitUntil: "networkidle" });
    const over = await page.locator(".figures svg, .locator svg").evaluateAll((drawings) =>
      drawings.flatMap((drawing) => {
        const words = [...drawing.querySelectorAll("text")].filter((word) => /\w{3}/.test(word.textContent ?? ""));
        const boxes = words.map((word) => ({ words: word.textContent, box: word.getBoundingClientRect() }));
        const meet = (a: DOMRect, b: DOMRect) => a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 4 && b.top < a.bottom - 4;
        return boxes.flatMap((one, n) => boxes.slice(n + 1).filter((other) => meet(one.box, other.box)).map((other) => `${one.words} / ${other.words}`));
      }),
    );
    expect(over, event).toEqual([]);
  }
});
