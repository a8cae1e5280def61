// Progress bars go back to the line's beginning and write over it, thousands of times. Of what was written over nothing is to
// be seen, so it need not travel. Knows lines as a terminal does: what is shorter leaves the end of what was there.

/** The text with every line as it ends up. Its first line may continue one that was sent before: that one is still written over. */
export function collapse(text: string): string {
  if (!text.includes("\r")) return text;
  const lines = text.split("\n");
  const last = lines.length - 1;
  return lines.map((line, index) => settled(line, index === 0, index === last)).join("\n");
}

function settled(line: string, continues: boolean, isOpen: boolean): string {
  if (!line.includes("\r")) return line;
  const segments = line.split("\r");
  const head = continues ? `${segments.shift()}\r` : "";
  const seen = overlaid(segments);
  // What comes next on an open line starts at its beginning.
  const tail = isOpen && line.endsWith("\r") ? "\r" : "";
  return seen === "" ? (tail === "" ? head.slice(0, -1) : head) : head + seen + tail;
}

function overlaid(segments: string[]): string {
  // Colours have a length but no width: the last word stands for all.
  if (segments.some((segment) => segment.includes("\x1b"))) return segments.findLast(Boolean) ?? "";
  let seen = "";
  for (const segment of segments) seen = segment + seen.slice(segment.length);
  return seen;
}
