// What every test of the desk starts from: a desk of its own, on a copy of the store, and a page that may ask nothing of
// any other machine and report no fault.

import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { test as plain, expect, type Page } from "@playwright/test";
import { program } from "./setup";

export interface Desk {
  /** Where it answers, as "http://localhost:40123". */
  url: string;
  /** Its store. */
  store: string;
}

/** Opens a desk on a copy of a store (that of all tests, unless named); `close` ends it. */
export async function open(options: string[] = [], from = process.env.DATELINE_STORE ?? ""): Promise<Desk & { close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "dateline-test-"));
  const store = join(folder, "store.sqlite");
  copyFileSync(from, store);
  const child = spawn(program(), ["serve", "--listen", "127.0.0.1:0", "--by", "Rana", "--store", store, ...options]);
  let said = "";
  child.stderr.on("data", (bytes) => (said += bytes));
  const url = await new Promise<string>((found, failed) => {
    child.stdout.once("data", (bytes) => found(String(bytes).trim()));
    child.once("exit", () => failed(new Error(`the desk did not open: ${said}`)));
  });
  const close = () => {
    child.kill("SIGINT");
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, store, close };
}

/** Collects what no page may do: ask another machine, break down, complain. */
export function watch(page: Page, desk: Desk): string[] {
  const faults: string[] = [];
  page.on("request", (request) => {
    const own = request.url().startsWith(desk.url) || /^(data|blob):/.test(request.url());
    if (!own) faults.push(`asked ${request.url()}`);
  });
  page.on("pageerror", (error) => faults.push(`broke: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`said: ${message.text()}`);
  });
  return faults;
}

/** Nothing that keeps somebody with a screen reader or without a mouse from using the page. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze();
  const serious = found.violations.filter((fault) => fault.impact === "serious" || fault.impact === "critical");
  expect(serious.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

/** The body is no wider than the window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wider = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(wider).toBeLessThanOrEqual(0);
}

/** Nothing to complain of for a reader without a mouse, in light and dark, and no sideways scrolling on a telephone. */
export async function expectReadable(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
}

/** A test with a desk that it may change, and a page opened on nothing yet; faults of the page fail the test. */
export const test = plain.extend<{ desk: Desk; options: string[] }>({
  options: [[], { option: true }],
  desk: async ({ page, options }, use) => {
    const desk = await open(options);
    const faults = watch(page, desk);
    await use(desk);
    desk.close();
    expect(faults).toEqual([]);
  },
});

export { expect };
