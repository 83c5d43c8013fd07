/** Says in plain words how the connection is, while it isn't as it should be. */

import { useSession } from "../session.ts";

export function Banner() {
  const session = useSession();
  const link = session.link.value;
  const text = LINKS[link] ?? LEVELS[session.level.value] ?? "";
  return (
    <div class="banner" role="status" data-link={link} hidden={!text}>
      {text && <span>{text}</span>}
      {link === "superseded" && <button type="button" onClick={() => session.takeBack()}>Play here</button>}
      {link === "closed" && <button type="button" onClick={() => session.takeBack()}>Connect again</button>}
    </div>
  );
}

const LINKS: Record<string, string> = {
  connecting: "Connecting…",
  reconnecting: "The connection is lost: trying again. What you do is kept, and sent once it is back.",
  superseded: "You play in another window.",
  closed: "The connection has ended.",
};

const LEVELS: Record<number, string> = {
  2: "Many play: boards come late.",
  3: "Very many play: boards come late, or when the page asks for them.",
  4: "Too many play: only what concerns you is told.",
  5: "The stage is full: you can look on, and nothing can be done for now.",
};
