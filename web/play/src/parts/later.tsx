/** A page whose code is loaded when it is first looked at. */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { Failure, Loading } from "./states.tsx";

export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: { Page: ComponentType<P> } | null = null;
  return (props) => {
    const [found, setFound] = useState(loaded);
    const [fault, setFault] = useState(false);
    const [turn, setTurn] = useState(0);
    useEffect(() => {
      setFault(false);
      load().then((Page) => setFound((loaded ??= { Page })), () => setFault(true));
    }, [turn]);
    if (fault) return <Failure text="This page could not be loaded." again={() => setTurn(turn + 1)} />;
    return found ? <found.Page {...props} /> : <Loading />;
  };
}
