import { defineConfig } from "@playwright/test";

// The desk is started by each test file on a store of its own; see tests/desk.ts.
export default defineConfig({
  testDir: "tests",
  globalSetup: "./tests/setup.ts",
  timeout: 60_000,
  fullyParallel: false,
  workers: 2,
  reporter: "list",
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      // Maps are drawn in software; nothing is asked of another machine.
      args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--disable-background-networking"],
    },
  },
});
