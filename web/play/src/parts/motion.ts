/** Whether things may move: not for those who asked their system for less of it. */
export function moves(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
