/** What the HTTP API answers, by path and by name. */

import type { components, paths } from "./generated.ts";

/** One thing of the API's document, such as `ListedRoom`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** What a path answers to GET, such as `/v1/rooms/{game}`. */
export type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Told } } } };
}
  ? Told
  : never;
