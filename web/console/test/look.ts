/** Every page, wide and narrow, bright and dark: nothing against it, all of it by the keyboard. */

import assert from "node:assert/strict";

import { story } from "../../play/test/players.ts";
import { Operator } from "./operators.ts";

const SIZES = { desktop: { width: 1200, height: 800 }, phone: { width: 320, height: 640 } };

await story(async (stage) => {
  const { key, room, ann } = stage.told as unknown as { key: string; room: string; ann: string };
  const stream = encodeURIComponent(`codebattle/${room}/player/${ann}`);
  const pages: [string, string, string][] = [
    ["health", "health", "Health"],
    ["games", "games", "Games"],
    ["overview", "games/codebattle?phase=live", "Games"],
    ["room", `games/codebattle/${room}`, "Games"],
    ["no-player", "players/nobody-of-this-name", "Players"],
    ["player", `players/${ann}?room=codebattle/${room}`, "Players"],
    ["tiers", "tiers?cold_after=90", "Tiers"],
    ["past", `streams?stream=${stream}&position=2&against=1`, "Past"],
    ["live", `live?channel=${encodeURIComponent(`codebattle/${room}/board`)}`, "Live"],
    ["logs", "logs", "Logs"],
    ["letters", "letters", "Dead letters"],
    ["create", `create?room=${room}`, "Commands"],
    ["playground", "playground", "Playground"],
    ["acts", "acts", "Acts"],
    ["operators", "operators", "Operators"],
  ];
  const faults: string[] = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    const operator = await Operator.enter(stage, key, { viewport, colorScheme: size === "phone" ? "dark" : "light" });
    for (const [name, hash, heading] of pages) {
      await operator.go(hash, heading);
      if (name === "overview") await operator.page.getByRole("region", { name: "How rooms of codebattle go" }).getByRole("link", { name: room }).waitFor();
      if (name === "health") await operator.plotted("A gateway's loop: how late");
      faults.push(...(await operator.faults(`${name} on a ${size}`)));
      await operator.picture(`${name}-${size}`);
      if (size === "desktop") faults.push(...(await operator.unreachable()).map((each) => `${name}: not by keyboard: ${each}`));
    }
  }
  assert.deepEqual(faults, []);
});
