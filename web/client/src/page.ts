/** Tells when a page may have slept, or its network was away. */

/** Call `woken` whenever the page is seen again or the network is back; return what ends that. */
export function onWake(woken: () => void): () => void {
  if (typeof addEventListener !== "function" || typeof document === "undefined") return () => {};
  const ending = new AbortController();
  const { signal } = ending;
  const seen = () => document.visibilityState === "visible" && woken();
  addEventListener("online", woken, { signal });
  addEventListener("pageshow", woken, { signal });
  document.addEventListener("visibilitychange", seen, { signal });
  return () => ending.abort();
}
