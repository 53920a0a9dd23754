import { defineConfig } from "vite";

// One entry, `desk.js`, that every page loads; it fetches an island's part only where a page has that island.
export default defineConfig({
  base: "/assets/",
  build: {
    target: "es2022",
    // What was bundled, with its licences: the desk shows it.
    license: { fileName: "licences.md" },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: "src/desk.ts",
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
  worker: { format: "es" },
});
