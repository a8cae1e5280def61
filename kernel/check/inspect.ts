// What stands at a place in a cell: the symbol's signature or type with its docs, or, between the parentheses of a call,
// what the call takes. The compiler's API has no ready-made hover, so it is composed here.
import * as ast from "./ast.ts";
import type { Inspection } from "./checker.ts";
import { type Project, type Signature, SignatureKind, SymbolFlags, type TypeScriptSymbol } from "./client.ts";
import { documentation } from "./documentation.ts";
import { importedName, withoutHiddenNames } from "./hiddenNames.ts";
import { readable } from "./readable.ts";
import type { Server } from "./server.ts";
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

/** What is asked, and where. */
interface View {
  server: Server;
  project: Project;
  place: Place;
  tree: ast.SourceFile | undefined;
}

export async function inspectAt(
  server: Server,
  place: Place,
  offset: number,
): Promise<Inspection | undefined> {
  const { start, end } = wordAt(place.source, offset);
  const project = await server.project();
  const at = place.offset + start;
  const [tree, symbol] = await Promise.all([
    project.program.getSourceFile(place.file),
    end > start ? project.checker.getSymbolAtPosition(place.file, at) : undefined,
  ]);
  const view = { server, project, place, tree };
  const found = symbol && { ...(await hover(view, symbol, at)), start, end };
  return found ?? callAround(view, offset, { start, end });
}

async function hover(
  view: View,
  symbol: TypeScriptSymbol,
  at: number,
): Promise<Pick<Inspection, "signature" | "documentation">> {
  const { project } = view;
  const [target, namespace] = await Promise.all([original(view, symbol), namespaceExport(project, symbol)]);
  const [signature, docs] = await Promise.all([
    namespace ? `namespace ${symbol.name}` : describe(view, at, symbol, target),
    namespace ? docsOf(namespace) : documentation(project.checker, target),
  ]);
  return { signature: readable(withoutHiddenNames(signature)), documentation: docs };
}

/** The symbol that an import stands for; also for the variables that a cell's first line declares again. */
async function original({ project, place }: View, symbol: TypeScriptSymbol): Promise<TypeScriptSymbol> {
  const { checker } = project;
  if (symbol.flags & SymbolFlags.Alias) return checker.getAliasedSymbol(symbol);
  if (!(symbol.flags & SymbolFlags.Variable)) return symbol;
  const imported = await checker.resolveName(importedName(symbol.name), SymbolFlags.Alias, {
    document: place.file,
    position: 0,
  });
  return imported ? checker.getAliasedSymbol(imported) : symbol;
}

async function describe(
  view: View,
  at: number,
  symbol: TypeScriptSymbol,
  target: TypeScriptSymbol,
): Promise<string> {
  const { project, place } = view;
  const { checker } = project;
  const { flags } = target;
  const { name } = symbol;
  const print = (signature: Signature) => printSignature(view.server, project, signature);
  const call = calleeOf(view, at);
  if (call) {
    const resolved = await print(await checker.getResolvedSignature(call));
    const all = await signaturesOf(project, call);
    const others = all.length > 1 ? ` (+${all.length - 1} overload${all.length > 2 ? "s" : ""})` : "";
    return `${ast.isNewExpression(call) ? "new " : ""}${name}${resolved}${others}`;
  }
  if (flags & SymbolFlags.Class) return `class ${name}`;
  if (flags & SymbolFlags.Interface && !(flags & SymbolFlags.Value)) return `interface ${name}`;
  if (flags & SymbolFlags.TypeAlias)
    return `type ${name} = ${await checker.typeToString(await checker.getDeclaredTypeOfSymbol(target), undefined, IN_ALIAS)}`;
  if (flags & SymbolFlags.Enum) return `enum ${name}`;
  if (flags & SymbolFlags.EnumMember) {
    const member = await target.valueDeclaration?.resolve(project);
    const value = member && (await checker.getConstantValue(member));
    const text = value === undefined ? "" : ` = ${JSON.stringify(value)}`;
    return `(enum member) ${await checker.getFullyQualifiedName(target)}${text}`;
  }
  if (flags & SymbolFlags.TypeParameter) return `(type parameter) ${name}`;
  if (flags & SymbolFlags.Module)
    return target.name.startsWith('"') ? `module ${target.name}` : `namespace ${name}`;
  const type = (await checker.getTypeAtPosition(place.file, at)) ?? (await checker.getTypeOfSymbol(target));
  const asFunction = async (word: string): Promise<string | undefined> => {
    const signatures = await checker.getSignaturesOfType(type, SignatureKind.Call);
    const printed = await Promise.all(signatures.map(print));
    return printed.length > 0 ? printed.map((each) => `${word}${name}${each}`).join("\n") : undefined;
  };
  const isBlockScoped = (flags & SymbolFlags.BlockScopedVariable) !== 0;
  const isConst = isBlockScoped && (await isConstant(project, target));
  // A library's constant that can be called is a function to whoever calls it.
  const isFunction = flags & SymbolFlags.Function || (isConst && target !== symbol);
  if (isFunction || flags & SymbolFlags.Method) {
    const text = await asFunction(isFunction ? "function " : "");
    if (text) return text;
  }
  const text = await checker.typeToString(type);
  if (isBlockScoped) return `${isConst ? "const" : "let"} ${name}: ${text}`;
  if (flags & SymbolFlags.FunctionScopedVariable)
    return `${isParameter(target) ? "(parameter)" : "var"} ${name}: ${text}`;
  return flags & SymbolFlags.Property ? `(property) ${name}: ${text}` : `${name}: ${text}`;
}

const IN_ALIAS = 8388608 | 16384;

const isParameter = (symbol: TypeScriptSymbol) => symbol.valueDeclaration?.kind === ast.SyntaxKind.Parameter;

async function isConstant(project: Project, symbol: TypeScriptSymbol): Promise<boolean> {
  let declaration: ast.Node | undefined = await symbol.valueDeclaration?.resolve(project);
  while (declaration && !ast.isVariableDeclarationList(declaration)) declaration = declaration.parent;
  return ((declaration?.flags ?? 0) & ast.NodeFlags.Const) !== 0;
}

/** The `export * as name` by which a symbol names all that a file exports, and undefined for other symbols. */
async function namespaceExport(
  project: Project,
  symbol: TypeScriptSymbol,
): Promise<ast.NamespaceExport | undefined> {
  for (let next: TypeScriptSymbol | undefined = symbol; next && next.flags & SymbolFlags.Alias; ) {
    const declared: ast.Node | undefined = await next.declarations[0]?.resolve(project);
    if (declared && ast.isNamespaceExport(declared)) return declared;
    next = await project.checker.getImmediateAliasedSymbol(next);
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
async function callAround(
  view: View,
  offset: number,
  range: { start: number; end: number },
): Promise<Inspection | undefined> {
  const { server, project, place } = view;
  const { checker } = project;
  // A call that is not closed yet ends with its last argument, before the space where the cursor may be.
  const cursor = place.offset + place.source.slice(0, offset).trimEnd().length;
  const call = innermost(view, cursor, isInside);
  if (!call || !isCall(call)) return undefined;
  const all = await signaturesOf(project, call);
  if (all.length === 0) return undefined;
  const name = `${ast.isNewExpression(call) ? "new " : ""}${nameOf(call.expression).getText()}`;
  const print = (signature: Signature) => printSignature(server, project, signature);
  const resolved = await print(await checker.getResolvedSignature(call));
  const printed = await Promise.all(all.slice(0, MOST_OVERLOADS).map(print));
  // With one signature the call's own form says it all: its type parameters are filled in. Of several the fitting one
  // comes first; where none fits, TypeScript makes up a mixture that nobody wrote.
  if (all.length === 1) printed[0] = resolved;
  else printed.sort((a, b) => Number(b === resolved) - Number(a === resolved));
  const symbol = await checker.getSymbolAtLocation(nameOf(call.expression));
  return {
    signature: printed.map((each) => readable(withoutHiddenNames(`${name}${each}`))).join("\n"),
    documentation: symbol ? await documentation(checker, await original(view, symbol)) : "",
    ...range,
  };
}

const MOST_OVERLOADS = 8;

async function signaturesOf({ checker }: Project, call: Call): Promise<readonly Signature[]> {
  const kind = ast.isNewExpression(call) ? SignatureKind.Construct : SignatureKind.Call;
  const type = await checker.getTypeAtLocation(call.expression);
  return checker.getSignaturesOfType(type, kind);
}

const isInside = (node: ast.Node, at: number) =>
  isCall(node) && node.expression.end < at && (at < node.end || !isClosed(node));

/** Whether the call has its closing parenthesis: it ends behind its arguments then. */
const isClosed = ({ arguments: list, end }: Call) => list !== undefined && list.end < end;

const isCall = (node: ast.Node): node is Call => ast.isCallExpression(node) || ast.isNewExpression(node);

function calleeOf(view: View, at: number): Call | undefined {
  const call = innermost(
    view,
    at,
    (node) => isCall(node) && nameOf(node.expression).getStart() <= at && at < node.expression.end,
  );
  return call && isCall(call) ? call : undefined;
}

const nameOf = (callee: ast.Node) => (ast.isPropertyAccessExpression(callee) ? callee.name : callee);

function innermost(
  { tree }: View,
  at: number,
  fits: (node: ast.Node, at: number) => boolean,
): ast.Node | undefined {
  let found: ast.Node | undefined;
  const visit = (node: ast.Node): void => {
    if (node.pos > at || node.end < at) return;
    if (fits(node, at)) found = node;
    node.forEachChild(visit);
  };
  if (tree) visit(tree);
  return found;
}
