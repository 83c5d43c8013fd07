/** A sentence that comes and goes, such as why something was refused. */

import { useEffect } from "preact/hooks";

import { useSession } from "../session.ts";

const SHOWN = 6_000;

export function Toast() {
  const { toast } = useSession();
  const text = toast.value;
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(() => (toast.value = ""), SHOWN);
    return () => clearTimeout(timer);
  }, [text, toast]);
  return <div class="toast" role="status" data-shown={text ? "" : undefined}>{text}</div>;
}
