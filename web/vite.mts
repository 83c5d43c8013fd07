/** How a page of this folder is built: `vite build web/play --config web/vite.mts`. */

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const client = fileURLToPath(new URL("client/src", import.meta.url));

export default defineConfig({
  base: "./",
  resolve: {
    alias: [
      { find: /^@rumpus\/client$/, replacement: `${client}/index.ts` },
      { find: /^@rumpus\/client\/games\/(.*)$/, replacement: `${client}/games/$1.ts` },
    ],
  },
  build: { target: "es2022", cssTarget: "esnext", modulePreload: { polyfill: false }, reportCompressedSize: false, assetsInlineLimit: 0 },
});
