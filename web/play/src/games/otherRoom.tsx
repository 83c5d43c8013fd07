/** A room of a game that has no page of its own: what it shows of itself, its board, who is here. */

import { valueChannel, roomChannel, type Connection } from "@rumpus/client";
import { signal } from "@preact/signals";

import { BoardView } from "../parts/board.tsx";
import { Loading, Lost } from "../parts/states.tsx";
import { RoomModel, useRoomModel } from "../room.ts";
import { useSession } from "../session.ts";

class OtherModel extends RoomModel {
  readonly shown = signal<Record<string, unknown> | null>(null);
  readonly #name: string;
  readonly #look: () => Promise<Record<string, unknown>>;

  constructor(connection: Connection, name: string, look: () => Promise<Record<string, unknown>>) {
    super(connection);
    this.#name = name;
    this.#look = look;
  }

  override async enter(): Promise<void> {
    this.shown.value = await this.#look();
    const values = { board: valueChannel(this.#name, "board"), presence: valueChannel(this.#name, "presence") };
    await this.followValues(values).catch(() => {}); // a game may have neither
    await this.follow(roomChannel(this.#name), () => void this.#look().then((found) => (this.shown.value = found), () => {})).catch(() => {});
  }
}

export function OtherRoomPage({ game, room }: { game: string; room: string }) {
  const session = useSession();
  const path = `/v1/rooms/${encodeURIComponent(game)}/${encodeURIComponent(room)}`;
  const model = useRoomModel(`${game}/${room}`, (connection) => new OtherModel(connection, `${game}/${room}`, () => session.rumpus.get(path)));
  if (model?.fault.value) return <Lost text={model.fault.value} />;
  if (!model?.shown.value) return <Loading />;
  return (
    <div class="room">
      <header class="room-head"><h1>{game}: {room}</h1></header>
      <section class="card play" aria-label="The room">
        <p class="soft">This game has no page of its own yet. This is what it shows of the room.</p>
        <dl class="facts">
          {Object.entries(model.shown.value).map(([name, value]) => (
            <div key={name}><dt>{name}</dt><dd>{typeof value === "object" ? JSON.stringify(value) : String(value)}</dd></div>
          ))}
        </dl>
      </section>
      <div class="side"><BoardView board={model.board.value} present={model.presence.value} me={session.account.value!.username} /></div>
    </div>
  );
}
