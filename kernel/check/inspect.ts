// What stands at a place in a cell: the symbol's signature or type with its docs, or, between the parentheses of a call,
// what the call takes. The compiler's API has no ready-made hover, so it is composed here.
import * as ast from "./ast.ts";
import type { Inspection } from "./checker.ts";
import { documentation } from "./documentation.ts";
import { importedName, withoutHiddenNames } from "./hiddenNames.ts";
import { readable } from "./readable.ts";
import { type Server, SignatureKind, SymbolFlags, type TypeScriptSymbol } from "./server.ts";
import { printSignature } from "./signature.ts";
import { wordAt } from "./words.ts";

/** A cell as it stands in the project. */
export interface Place {
  file: string;
  source: string;
  /** Where the source starts in the file. */
  offset: number;
}

type Call = ast.CallExpression | ast.NewExpression;

export function inspectAt(server: Server, place: Place, offset: number): Inspection | undefined {
  const { start, end } = wordAt(place.source, offset);
  return (
    (end > start ? hover(server, place, start, end) : undefined) ??
    callAround(server, place, offset, { start, end })
  );
}

function hover(server: Server, place: Place, start: number, end: number): Inspection | undefined {
  const { project } = server;
  const at = place.offset + start;
  const symbol = project.checker.getSymbolAtPosition(place.file, at);
  if (!symbol) return undefined;
  const target = original(server, place.file, symbol);
  const namespace = namespaceExport(server, symbol);
  const signature = namespace ? `namespace ${symbol.name}` : describe(server, place, at, symbol, target);
  return {
    signature: readable(withoutHiddenNames(signature)),
    documentation: namespace ? docsOf(namespace) : documentation(server, target),
    start,
    end,
  };
}

/** The symbol that an import stands for; also for the variables that a cell's first line declares again. */
function original(server: Server, file: string, symbol: TypeScriptSymbol): TypeScriptSymbol {
  const { checker } = server.project;
  if (symbol.flags & SymbolFlags.Alias) return checker.getAliasedSymbol(symbol);
  if (!(symbol.flags & SymbolFlags.Variable)) return symbol;
  const imported = checker.resolveName(importedName(symbol.name), SymbolFlags.Alias, {
    document: file,
    position: 0,
  });
  return imported ? checker.getAliasedSymbol(imported) : symbol;
}

function describe(
  server: Server,
  place: Place,
  at: number,
  symbol: TypeScriptSymbol,
  target: TypeScriptSymbol,
): string {
  const { checker } = server.project;
  const { flags } = target;
  const { name } = symbol;
  const call = calleeOf(server, place, at);
  if (call) {
    const resolved = checker.getResolvedSignature(call);
    const kind = ast.isNewExpression(call) ? SignatureKind.Construct : SignatureKind.Call;
    const all = checker.getSignaturesOfType(checker.getTypeAtLocation(call.expression), kind);
    const others = all.length > 1 ? ` (+${all.length - 1} overload${all.length > 2 ? "s" : ""})` : "";
    return `${ast.isNewExpression(call) ? "new " : ""}${name}${printSignature(server, resolved)}${others}`;
  }
  if (flags & SymbolFlags.Class) return `class ${name}`;
  if (flags & SymbolFlags.Interface && !(flags & SymbolFlags.Value)) return `interface ${name}`;
  if (flags & SymbolFlags.TypeAlias)
    return `type ${name} = ${checker.typeToString(checker.getDeclaredTypeOfSymbol(target), undefined, IN_ALIAS)}`;
  if (flags & SymbolFlags.Enum) return `enum ${name}`;
  if (flags & SymbolFlags.EnumMember) {
    const member = target.valueDeclaration?.resolve(server.project);
    const value = member && checker.getConstantValue(member);
    const text = value === undefined ? "" : ` = ${JSON.stringify(value)}`;
    return `(enum member) ${checker.getFullyQualifiedName(target)}${text}`;
  }
  if (flags & SymbolFlags.TypeParameter) return `(type parameter) ${name}`;
  if (flags & SymbolFlags.Module)
    return target.name.startsWith('"') ? `module ${target.name}` : `namespace ${name}`;
  const type = checker.getTypeAtPosition(place.file, at) ?? checker.getTypeOfSymbol(target);
  if (flags & (SymbolFlags.Function | SymbolFlags.Method)) {
    const signatures = checker.getSignaturesOfType(type, SignatureKind.Call);
    const word = flags & SymbolFlags.Function ? "function " : "";
    if (signatures.length > 0)
      return signatures.map((each) => `${word}${name}${printSignature(server, each)}`).join("\n");
  }
  if (flags & SymbolFlags.BlockScopedVariable && target !== symbol && isConstant(server, target)) {
    // A library's constant that can be called is a function to whoever calls it.
    const signatures = checker.getSignaturesOfType(type, SignatureKind.Call);
    if (signatures.length > 0)
      return signatures.map((each) => `function ${name}${printSignature(server, each)}`).join("\n");
  }
  const text = checker.typeToString(type);
  if (flags & SymbolFlags.BlockScopedVariable)
    return `${isConstant(server, target) ? "const" : "let"} ${name}: ${text}`;
  if (flags & SymbolFlags.FunctionScopedVariable)
    return `${isParameter(target) ? "(parameter)" : "var"} ${name}: ${text}`;
  return flags & SymbolFlags.Property ? `(property) ${name}: ${text}` : `${name}: ${text}`;
}

const IN_ALIAS = 8388608 | 16384;

const isParameter = (symbol: TypeScriptSymbol) => symbol.valueDeclaration?.kind === ast.SyntaxKind.Parameter;

function isConstant(server: Server, symbol: TypeScriptSymbol): boolean {
  let declaration: ast.Node | undefined = symbol.valueDeclaration?.resolve(server.project);
  while (declaration && !ast.isVariableDeclarationList(declaration)) declaration = declaration.parent;
  return ((declaration?.flags ?? 0) & ast.NodeFlags.Const) !== 0;
}

/** The `export * as name` by which a symbol names all that a file exports, and undefined for other symbols. */
function namespaceExport(server: Server, symbol: TypeScriptSymbol): ast.NamespaceExport | undefined {
  const { checker } = server.project;
  for (let next: TypeScriptSymbol | undefined = symbol; next && next.flags & SymbolFlags.Alias; ) {
    const declared = next.declarations[0]?.resolve(server.project);
    if (declared && ast.isNamespaceExport(declared)) return declared;
    next = checker.getImmediateAliasedSymbol(next);
  }
  return undefined;
}

function docsOf({ parent }: ast.NamespaceExport): string {
  const doc = parent.jsDoc?.[0];
  if (!doc || !ast.isJSDoc(doc)) return "";
  return doc.comment
    .map(({ text }) => text)
    .join("")
    .trim();
}

/** What a call under way takes: the signature that fits so far, and the others. */
function callAround(
  server: Server,
  place: Place,
  offset: number,
  range: { start: number; end: number },
): Inspection | undefined {
  const { checker } = server.project;
  // A call that is not closed yet ends with its last argument, before the space where the cursor may be.
  const cursor = place.offset + place.source.slice(0, offset).trimEnd().length;
  const call = innermost(server, place, cursor, isInside);
  if (!call || !isCall(call)) return undefined;
  const kind = ast.isNewExpression(call) ? SignatureKind.Construct : SignatureKind.Call;
  const all = checker.getSignaturesOfType(checker.getTypeAtLocation(call.expression), kind);
  if (all.length === 0) return undefined;
  const name = `${ast.isNewExpression(call) ? "new " : ""}${nameOf(call.expression).getText()}`;
  const resolved = printSignature(server, checker.getResolvedSignature(call));
  const printed = all.slice(0, MOST_OVERLOADS).map((each) => printSignature(server, each));
  // With one signature the call's own form says it all: its type parameters are filled in. Of several the fitting one
  // comes first; where none fits, TypeScript makes up a mixture that nobody wrote.
  if (all.length === 1) printed[0] = resolved;
  else printed.sort((a, b) => Number(b === resolved) - Number(a === resolved));
  const symbol = checker.getSymbolAtLocation(nameOf(call.expression));
  return {
    signature: printed.map((each) => readable(withoutHiddenNames(`${name}${each}`))).join("\n"),
    documentation: symbol ? documentation(server, original(server, place.file, symbol)) : "",
    ...range,
  };
}

const MOST_OVERLOADS = 8;

const isInside = (node: ast.Node, at: number) =>
  isCall(node) && node.expression.end < at && (at < node.end || !isClosed(node));

/** Whether the call has its closing parenthesis: it ends behind its arguments then. */
const isClosed = ({ arguments: list, end }: Call) => list !== undefined && list.end < end;

const isCall = (node: ast.Node): node is Call => ast.isCallExpression(node) || ast.isNewExpression(node);

function calleeOf(server: Server, place: Place, at: number): Call | undefined {
  const call = innermost(
    server,
    place,
    at,
    (node) => isCall(node) && nameOf(node.expression).getStart() <= at && at < node.expression.end,
  );
  return call && isCall(call) ? call : undefined;
}

const nameOf = (callee: ast.Node) => (ast.isPropertyAccessExpression(callee) ? callee.name : callee);

function innermost(
  server: Server,
  { file }: Place,
  at: number,
  fits: (node: ast.Node, at: number) => boolean,
): ast.Node | undefined {
  let found: ast.Node | undefined;
  const visit = (node: ast.Node): void => {
    if (node.pos > at || node.end < at) return;
    if (fits(node, at)) found = node;
    node.forEachChild(visit);
  };
  const tree = server.project.program.getSourceFile(file);
  if (tree) visit(tree);
  return found;
}
