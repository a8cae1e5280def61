// Looking at source text without its syntax: for a token between two nodes, where only the text knows where it stands,
// and for what the parser must not see.

/** The first offset at or after `at` that is neither white space nor comment. */
export function skipTrivia(source: string, at: number): number {
  for (;;) {
    while (at < source.length && /\s/.test(source[at]!)) at += 1;
    if (source.startsWith("//", at)) at = indexOrEnd(source, "\n", at);
    else if (source.startsWith("/*", at)) at = Math.min(source.length, indexOrEnd(source, "*/", at + 2) + 2);
    else return at;
  }
}

/** Where `token` stands between `at` and `end`, outside comments; -1 when it does not. */
export function findToken(source: string, token: string, at: number, end: number): number {
  for (let i = skipTrivia(source, at); i < end; i = skipTrivia(source, i + 1)) {
    if (source.startsWith(token, i)) return i;
  }
  return -1;
}

/** How deep brackets nest, at least. Reads no syntax: brackets in strings count as well, which seldom matters. */
export function deepestNesting(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < source.length; i++) {
    const code = source.charCodeAt(i);
    if (code === 40 || code === 91 || code === 123) deepest = Math.max(deepest, ++depth);
    else if (depth > 0 && (code === 41 || code === 93 || code === 125)) depth -= 1;
  }
  return deepest;
}

function indexOrEnd(source: string, text: string, at: number): number {
  const index = source.indexOf(text, at);
  return index < 0 ? source.length : index;
}
