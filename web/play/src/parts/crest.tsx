/** A player's sign: a colour that follows from the name, and its first letters. */

export function Crest({ name, large = false }: { name: string; large?: boolean }) {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)!) % 360;
  const style = { background: `hsl(${hash} 75% 78%)` };
  return <span class={large ? "crest large" : "crest"} style={style} aria-hidden="true">{name.slice(0, 2)}</span>;
}
