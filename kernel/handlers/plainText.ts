// Documentation where Markdown is not rendered, as in JupyterLab's tooltips and consoles. Only what would be read as noise
// is taken away, the fences of code and the stars of bold words; no parser, for Markdown is made to be read as it stands.

/**
 * @example
 * plainText("**Example**\n\n```ts\nx.sum()\n```"); // "Example\n\n  x.sum()"
 */
export function plainText(markdown: string): string {
  let isCode = false;
  const lines = markdown.split("\n").flatMap((line) => {
    if (/^\s*```/.test(line)) {
      isCode = !isCode;
      return [];
    }
    return isCode ? `  ${line}` : line.replace(/\*\*([^*]+)\*\*/g, "$1");
  });
  return lines.join("\n");
}
