/** The games of a stage, asked for once. */

import { useLoad, useApi, type Loaded } from "./load.ts";

export interface Command {
  readonly type: string;
  readonly about: string;
  readonly frame: any;
}

export interface Game {
  readonly name: string;
  readonly lists_rooms: boolean;
  readonly board: boolean;
  readonly presence: boolean;
  readonly reversible: boolean;
  readonly modes: readonly string[];
  readonly commands: readonly Command[];
}

export function useGames(): Loaded<readonly Game[]> {
  const api = useApi();
  return useLoad("games", async (signal) => (await api.ask("GET", "/v1/operators/games", { signal })).games);
}
