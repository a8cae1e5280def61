// A signature as TypeScript writes it, on one line. The compiler prints one by way of a syntax tree, which it cannot send
// where an empty tuple is in it (a tensor of a single value has that shape); such a signature is put together piece by piece.
import * as ast from "./ast.ts";
import { NodeBuilderFlags, type Server, type Signature, type TypeScriptSymbol } from "./server.ts";

/** `(a: number, b?: string): Result` */
export function printSignature(server: Server, signature: Signature): string {
  // Tuples and object types come over several lines.
  return (asTree(server, signature) ?? inPieces(server, signature))
    .replace(/\s+/g, " ")
    .replace(/\[ /g, "[")
    .replace(/,? \]/g, "]")
    .replace(/;$/, "");
}

function asTree(server: Server, signature: Signature): string | undefined {
  const { checker } = server.project;
  const flags = NodeBuilderFlags.NoTruncation;
  try {
    const node = checker.signatureToSignatureDeclaration(
      signature,
      ast.SyntaxKind.CallSignature,
      undefined,
      flags,
    );
    return node && server.print(node);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function inPieces(server: Server, signature: Signature): string {
  const { checker } = server.project;
  const generic = signature.getTypeParameters().map((type) => checker.typeToString(type));
  const parameters = signature.getParameters().map((symbol) => parameter(server, symbol));
  const result = checker.getReturnTypeOfSignature(signature);
  const before = generic.length > 0 ? `<${generic.join(", ")}>` : "";
  return `${before}(${parameters.join(", ")}): ${result ? checker.typeToString(result) : "void"}`;
}

function parameter(server: Server, symbol: TypeScriptSymbol): string {
  const { checker } = server.project;
  const declared = symbol.valueDeclaration?.resolve(server.project);
  const type = checker.typeToString(checker.getTypeOfSymbol(symbol));
  if (!declared || !ast.isParameterDeclaration(declared)) return `${symbol.name}: ${type}`;
  const { dotDotDotToken, questionToken, initializer } = declared;
  return `${dotDotDotToken ? "..." : ""}${symbol.name}${questionToken || initializer ? "?" : ""}: ${type}`;
}
