/** The frame of every page: the head with the ways, the banner, and what the address names. */

import { useEffect, useRef } from "preact/hooks";

import { Lobby } from "./lobby.tsx";
import { Banner } from "./parts/banner.tsx";
import { Icon, type IconName } from "./parts/icon.tsx";
import { later } from "./parts/later.tsx";
import { Toast } from "./parts/toast.tsx";
import { SignUp } from "./signUp.tsx";
import { route, href } from "./route.ts";
import { useSession } from "./session.ts";

const WAYS: [page: string, name: string, icon: IconName][] = [
  ["", "Play", "swords"],
  ["wallet", "Wallet", "coin"],
  ["things", "Things", "bag"],
  ["market", "Market", "shop"],
  ["notices", "Notices", "bell"],
];

const CodeBattlePage = later(async () => (await import("./games/codebattle.tsx")).CodeBattlePage);
const HuntPage = later(async () => (await import("./games/hunt.tsx")).HuntPage);
const MatchPage = later(async () => (await import("./games/match.tsx")).MatchPage);
const OtherRoomPage = later(async () => (await import("./games/otherRoom.tsx")).OtherRoomPage);
const QueuePage = later(async () => (await import("./games/queue.tsx")).QueuePage);
const NoticesPage = later(async () => (await import("./notices.tsx")).NoticesPage);
const MarketPage = later(async () => (await import("./money/market.tsx")).MarketPage);
const ThingsPage = later(async () => (await import("./money/things.tsx")).ThingsPage);
const WalletPage = later(async () => (await import("./money/wallet.tsx")).WalletPage);
const TournamentPage = later(async () => (await import("./tournament/tournament.tsx")).TournamentPage);

export function App() {
  const session = useSession();
  const account = session.account.value;
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>Skip to the game</a>
      <Head />
      {account && <Banner />}
      <main id="main" tabIndex={-1}>{account ? <Shown /> : <SignUp />}</main>
      <Toast />
    </>
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")!.focus();
}

function Head() {
  const { account, inbox } = useSession();
  const { page } = route.value;
  return (
    <header class="head">
      <a class="brand" href={href("")}>Rumpus</a>
      {account.value && (
        <nav aria-label="Pages">
          {WAYS.map(([to, name, icon]) => (
            <a key={to} href={href(to)} aria-current={page === to ? "page" : undefined}>
              <Icon name={icon} />
              <span>{name}</span>
              {to === "notices" && inbox.unread.value > 0 && <b class="count">{inbox.unread.value}<span class="unseen"> unread</span></b>}
            </a>
          ))}
        </nav>
      )}
    </header>
  );
}

/** What the address names; the reader of a screen is led to it when it changes. */
function Shown() {
  const session = useSession();
  const { page, room } = route.value;
  const first = useRef(true);
  useEffect(() => session.enter(room ? `${page}/${room}` : ""), [session, page, room]);
  useEffect(() => {
    if (!first.current) document.getElementById("main")!.focus({ preventScroll: true });
    first.current = false;
    scrollTo(0, 0);
  }, [page, room]);
  if (room) return <Room key={`${page}/${room}`} game={page} room={room} />;
  switch (page) {
    case "match":
      return <QueuePage />;
    case "wallet":
      return <WalletPage />;
    case "things":
      return <ThingsPage />;
    case "market":
      return <MarketPage />;
    case "notices":
      return <NoticesPage />;
    default:
      return <Lobby />;
  }
}

function Room({ game, room }: { game: string; room: string }) {
  switch (game) {
    case "codebattle":
      return <CodeBattlePage room={room} />;
    case "hunt":
      return <HuntPage room={room} />;
    case "match":
      return <MatchPage room={room} />;
    case "tournament":
      return <TournamentPage room={room} />;
    default:
      return <OtherRoomPage game={game} room={room} />;
  }
}
