/** The games of a stage, asked for once. */

import type { Schema } from "@rumpus/openapi";
import { useLoad, useApi, type Loaded } from "./load.ts";

export type Game = Schema<"GameAnswer">;
export type Command = Schema<"CommandAnswer">;

export function useGames(): Loaded<readonly Game[]> {
  const api = useApi();
  return useLoad("games", async (signal) => (await api.ask("GET", "/v1/operators/games", { signal })).games);
}
