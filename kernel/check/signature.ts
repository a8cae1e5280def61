// A signature as TypeScript writes it, on one line. The compiler prints one by way of a syntax tree, which it cannot send
// where an empty tuple is in it (a tensor of a single value has that shape); such a signature is put together piece by piece.
import * as ast from "./ast.ts";
import { NodeBuilderFlags, type Project, type Signature, type TypeScriptSymbol } from "./client.ts";
import type { Server } from "./server.ts";

/** `(a: number, b?: string): Result` */
export async function printSignature(
  server: Server,
  project: Project,
  signature: Signature,
): Promise<string> {
  const text = (await asTree(server, project, signature)) ?? (await inPieces(project, signature));
  // Tuples and object types come over several lines.
  return text.replace(/\s+/g, " ").replace(/\[ /g, "[").replace(/,? \]/g, "]").replace(/;$/, "");
}

async function asTree(
  server: Server,
  { checker }: Project,
  signature: Signature,
): Promise<string | undefined> {
  const flags = NodeBuilderFlags.NoTruncation;
  try {
    const node = await checker.signatureToSignatureDeclaration(
      signature,
      ast.SyntaxKind.CallSignature,
      undefined,
      flags,
    );
    return node && (await server.print(node));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function inPieces(project: Project, signature: Signature): Promise<string> {
  const { checker } = project;
  const [types, symbols, result] = await Promise.all([
    signature.getTypeParameters(),
    signature.getParameters(),
    checker.getReturnTypeOfSignature(signature),
  ]);
  const generic = await Promise.all(types.map((type) => checker.typeToString(type)));
  const parameters = await Promise.all(symbols.map((symbol) => parameter(project, symbol)));
  const before = generic.length > 0 ? `<${generic.join(", ")}>` : "";
  return `${before}(${parameters.join(", ")}): ${result ? await checker.typeToString(result) : "void"}`;
}

async function parameter(project: Project, symbol: TypeScriptSymbol): Promise<string> {
  const { checker } = project;
  const declared = await symbol.valueDeclaration?.resolve(project);
  const type = await checker.typeToString(await checker.getTypeOfSymbol(symbol));
  if (!declared || !ast.isParameterDeclaration(declared)) return `${symbol.name}: ${type}`;
  const { dotDotDotToken, questionToken, initializer } = declared;
  return `${dotDotDotToken ? "..." : ""}${symbol.name}${questionToken || initializer ? "?" : ""}: ${type}`;
}
