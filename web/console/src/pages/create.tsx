/** Commands of operators: rooms are created, changed and stopped by them. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { newId } from "../api.ts";
import { useGames, type Command, type Game } from "../catalogue.ts";
import { useApi } from "../load.ts";
import { Act, Field } from "../parts/act.tsx";
import { Json, Shown } from "../parts/show.tsx";
import { href, route } from "../route.ts";
import { referred, sample, type JsonSchema } from "../sample.ts";

export default function Create() {
  const games = useGames();
  return (
    <Shown of={games} what="the games">
      {(found) => {
        const able = found.filter((each) => each.commands.length > 0);
        return able.length ? <Chosen games={able} /> : <p class="hollow">No game of this stage has commands of operators.</p>;
      }}
    </Shown>
  );
}

function Chosen({ games }: { games: readonly Game[] }) {
  const wanted = route.value.query.get("game");
  const commands = games.flatMap((each) => each.commands);
  const type = useSignal(games.find((each) => each.name === wanted)?.commands[0]?.type ?? commands[0]!.type);
  const command = commands.find((each) => each.type === type.value)!;
  return (
    <>
      <form class="filter"><Field label="Command" list={commands.map((each) => each.type)} value={type.value} set={(value) => (type.value = value)} /></form>
      <Send command={command} key={command.type} />
    </>
  );
}

function Send({ command }: { command: Command }) {
  const api = useApi();
  const [game = ""] = command.type.split(".");
  const [room, text, outcome] = [useSignal(route.value.query.get("room") ?? ""), useSignal(""), useSignal<unknown>(null)];
  const id = useSignal(newId());
  useEffect(() => {
    const { type: _type, id: _id, room: _room, trace: _trace, ...rest } = sample(bodyOf(command)) as Record<string, unknown>;
    text.value = JSON.stringify(rest, null, 2);
  }, [command.type]);
  const fields = parsed(text.value);
  const act = async (why: string) => {
    outcome.value = null;
    outcome.value = await api.ask("POST", "/v1/commands", { body: { ...fields, type: command.type, id: id.value, room: room.value }, why });
    id.value = newId();
  };
  const off = !/^[A-Za-z0-9_-]{1,64}$/.test(room.value) ? "Name the room." : fields === undefined ? "The fields are no JSON object." : "";
  const isEnd = command.type.endsWith(".end");
  return (
    <>
      <p>{command.about}</p>
      <form class="stack" onSubmit={(event) => event.preventDefault()}>
        <Field label="Room" value={room.value} set={(value) => ((room.value = value), (id.value = newId()))} />
        <label>
          Fields
          <textarea rows={Math.min(24, text.value.split("\n").length + 1)} value={text.value} spellcheck={false} onInput={(event) => ((text.value = event.currentTarget.value), (id.value = newId()))} />
        </label>
        <p class="line">
          <Act label={`Send ${command.type}`} role="admin" act={act} {...(off ? { off } : {})} {...(isEnd ? { name: room.value, warning: `1 room, ${game}/${room.value}, ends for all its players.` } : {})} />
          {room.value && <a href={href(["games", game, room.value])}>Look at {game}/{room.value}</a>}
        </p>
      </form>
      {outcome.value !== null && <><p class="good" role="status">Done.</p><Json value={outcome.value} label="Outcome" /></>}
      <details><summary>What the fields mean</summary><Json value={bodyOf(command)} label="Schema of the frame" /></details>
    </>
  );
}

/** The schema of a frame stands among its definitions. */
function bodyOf({ frame }: Command): JsonSchema {
  const { $ref, $defs, ...own }: JsonSchema = frame;
  return { ...($ref ? referred($ref, $defs) : own), ...($defs && { $defs }) };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
