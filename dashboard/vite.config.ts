import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { budget } from "./budget.ts";
import { serviceWorker } from "./service-worker.ts";

const SERVER = "http://127.0.0.1:8080";

export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  // Builds of the tests are not weighed: one page that is too heavy would fail them all.
  plugins: [vue(), serviceWorker(), ...(mode === "test" ? [] : [budget()])],
  // The same whoever builds: a test runner says NODE_ENV=test, and Vue would bring its warnings along.
  define: {
    "process.env.NODE_ENV": JSON.stringify(mode === "test" ? "development" : "production"),
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
  },
  // Nothing is inlined as a data: address, so that a strict content security policy holds.
  build: { outDir: "dist", emptyOutDir: true, assetsInlineLimit: 0, target: "es2022", modulePreload: { polyfill: false } },
  server: { host: "127.0.0.1", proxy: { "/api": SERVER, "/socket.io": { target: SERVER, ws: true } } },
}));
