/** The players' page: asks where the API is, then shows what the address says. */

import { render } from "preact";

import { App } from "./app.tsx";
import { Failure } from "./parts/states.tsx";
import { Session, SessionContext } from "./session.ts";
import "../../tokens.css";
import "./style.css";

const root = document.getElementById("page")!;

async function start(): Promise<void> {
  try {
    const { api } = await (await fetch("config.json")).json();
    const session = new Session(String(api), localStorage);
    root.replaceChildren();
    render(
      <SessionContext.Provider value={session}>
        <App />
      </SessionContext.Provider>,
      root,
    );
  } catch {
    root.replaceChildren();
    render(<Failure text="The page can't find its server." again={() => void start()} />, root);
  }
}

void start();
