import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./desk";

const RED = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64");

/** A map of one red picture for the whole world, as PMTiles version 3 lays it out. */
function redWorld(): Buffer {
  // One entry: tile 0, run of 1, its length, at the beginning (1 stands for 0).
  const directory = Buffer.from([1, 0, 1, RED.length, 1]);
  const metadata = Buffer.from("{}");
  const head = Buffer.alloc(127);
  head.write("PMTiles");
  head[7] = 3;
  const [first, afterDirectory] = [127, 127 + directory.length];
  const tiles = afterDirectory + metadata.length;
  const places = [first, directory.length, afterDirectory, metadata.length, tiles, 0, tiles, RED.length, 1, 1, 1];
  places.forEach((place, n) => head.writeBigUInt64LE(BigInt(place), 8 + 8 * n));
  // Clustered; neither directory nor tiles compressed; PNG; zoom 0 alone.
  [1, 1, 1, 2, 0, 0].forEach((byte, n) => (head[96 + n] = byte));
  [-1800000000, -850000000, 1800000000, 850000000].forEach((degrees, n) => head.writeInt32LE(degrees, 102 + 4 * n));
  return Buffer.concat([head, directory, metadata, RED]);
}

const folder = mkdtempSync(join(tmpdir(), "dateline-basemap-"));
const file = join(folder, "world.pmtiles");
writeFileSync(file, redWorld());
test.afterAll(() => rmSync(folder, { recursive: true }));
test.use({ options: ["--basemap", file] });

test("a map of one's own is read piece by piece and drawn under the events", async ({ desk, page }) => {
  const answers: number[] = [];
  page.on("response", (response) => response.url().endsWith("/basemap") && answers.push(response.status()));
  await page.goto(`${desk.url}/events`);
  await expect(page.locator("[data-ready=true]").first()).toBeVisible();
  await expect.poll(() => answers.length).toBeGreaterThan(0);
  expect(new Set(answers)).toEqual(new Set([206]));
  const canvas = page.locator(".map canvas").first();
  const redness = async () => {
    const shot = await canvas.screenshot();
    // Deep in the south there is nothing but the picture.
    return page.evaluate(async (picture) => {
      const image = new Image();
      image.src = picture;
      await image.decode();
      const drawn = document.createElement("canvas");
      drawn.width = image.width;
      drawn.height = image.height;
      const pen = drawn.getContext("2d") as CanvasRenderingContext2D;
      pen.drawImage(image, 0, 0);
      const [red, green] = pen.getImageData(Math.round(image.width / 3), image.height - 12, 1, 1).data;
      return (red ?? 0) - (green ?? 0);
    }, `data:image/png;base64,${shot.toString("base64")}`);
  };
  await expect.poll(redness).toBeGreaterThan(100);
});
