import "../../tokens.css";
import "./console.css";

import { render } from "preact";

import { Api, type Config } from "./api.ts";
import { ApiContext } from "./load.ts";
import { Shell } from "./shell.tsx";

const root = document.getElementById("console")!;

/** What is over the page's server alone knows where the API is. */
async function start(): Promise<void> {
  try {
    const answer = await fetch("./config.json");
    const config: Config = await answer.json();
    root.replaceChildren();
    render(<ApiContext.Provider value={new Api(config)}><Shell /></ApiContext.Provider>, root);
  } catch {
    root.textContent = "The console could not find out where its stage is: reload this page.";
  }
}

void start();
