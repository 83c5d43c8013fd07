/** Where the address leads: `#/games/codebattle/b1?position=7`. */

import { signal } from "@preact/signals";

export interface Route {
  readonly page: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export const route = signal<Route>(read());

addEventListener("hashchange", () => (route.value = read()));

/** Name an address; what has no value is left out. */
export function href(parts: readonly string[], query: Record<string, string | number | undefined> = {}): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(said.map(([key, value]) => [key, `${value}`])).toString();
  return `#/${parts.map(encodeURIComponent).join("/")}${text && `?${text}`}`;
}

export function go(parts: readonly string[], query: Record<string, string | number | undefined> = {}): void {
  location.hash = href(parts, query);
}

function read(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [page = "", ...parts] = path.split("/").map(decode);
  return { page: page || "health", parts, query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
