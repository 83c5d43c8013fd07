/** Says in plain words how the connection is, while it isn't as it should be. */

import { useSession } from "../session.ts";

export function Banner() {
  const session = useSession();
  const link = session.link.value;
  const text = LINKS[link] ?? "";
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
