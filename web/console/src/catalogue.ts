/** The games of a stage, asked for once. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useLoad, useApi, type Loaded } from "./load.ts";

export type Game = Schema<"GameAnswer">;
export type Command = Schema<"CommandAnswer">;

export function useGames(): Loaded<readonly Game[]> {
  const api = useApi();
  return useLoad("games", async (signal) => (await api.ask<Answer<"/v1/operators/games">>("GET", "/v1/operators/games", { signal })).games);
}
