/** Where the address leads: `#/codebattle/b1`, `#/wallet`, or nowhere yet. */

import { signal } from "@preact/signals";

export interface Route {
  readonly page: string;
  readonly room: string;
}

export const route = signal<Route>(read());

function read(): Route {
  const [page = "", room = ""] = location.hash.replace(/^#\//, "").split("/").map(decode);
  return { page, room };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

addEventListener("hashchange", () => (route.value = read()));

export function href(page: string, room = ""): string {
  return room ? `#/${page}/${encodeURIComponent(room)}` : `#/${page}`;
}

export function go(page: string, room = ""): void {
  location.hash = href(page, room);
}
