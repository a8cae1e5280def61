// A symbol's doc comment with its tags, as Markdown. TypeScript gives both as plain text.
import type { Checker, TypeScriptSymbol } from "./client.ts";

export async function documentation(checker: Checker, symbol: TypeScriptSymbol): Promise<string> {
  const [comment, tags] = await Promise.all([
    checker.getDocumentationCommentOfSymbol(symbol),
    checker.getJsDocTagsOfSymbol(symbol),
  ]);
  const parts = [comment];
  const parameters: string[] = [];
  for (const { name, text = "" } of tags) {
    if (name === "param") parameters.push(parameter(text));
    else parts.push(tag(name, text));
  }
  if (parameters.length > 0) parts.splice(1, 0, parameters.join("\n"));
  return parts.filter((part) => part !== "").join("\n\n");
}

function parameter(text: string): string {
  const [name = "", ...rest] = text.split(/\s+/);
  return `- \`${name}\`: ${rest.join(" ").replace(/^[-–—:]\s*/, "")}`;
}

function tag(name: string, text: string): string {
  if (name === "example")
    return `**Example**\n\n${text.includes("```") ? text : `\`\`\`ts\n${text}\n\`\`\``}`;
  const title =
    name === "returns" || name === "return" ? "Returns" : `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  return text ? `**${title}**: ${text}` : `**${title}**`;
}
