// What a user can name, read from the sources: the exports of src/index.ts, the entries of its namespaces and tables, and
// the members of classes and interfaces, each with the doc comment before it.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Node, type Program, parseSync } from "oxc-parser";
import { root } from "./unpack.ts";

export interface PublicName {
  /** `nn.Linear`, `Tensor.matmul` */
  name: string;
  kind: "function" | "class" | "type" | "value" | "field" | "namespace";
  /** File and line. */
  place: string;
  /** The doc comment, undefined where there is none. */
  comment: string | undefined;
}

/** A declaration, or a module whose exports are the entries of a namespace. */
type Target = { path: string; declarations: Node[] } | { namespace: string; path: string; node: Node };

interface Source {
  text: string;
  program: Program;
  comments: { value: string; end: number }[];
}

const sources = new Map<string, Source>();

function source(path: string): Source {
  let found = sources.get(path);
  if (!found) {
    const text = readFileSync(join(root, path), "utf8");
    const { program, comments } = parseSync(path, text);
    found = { text, program, comments: comments.filter(({ type }) => type === "Block") };
    sources.set(path, found);
  }
  return found;
}

/**
 * The public names of a module, in the order of its exports. What is declared several times (overloads, getter and setter,
 * members that say more than the inherited ones) is one name, whose comment may stand before any of them.
 */
export function publicNames(path: string): PublicName[] {
  const found = new Map<string, PublicName>();
  for (const name of namesOf(path, "")) {
    const before = found.get(name.name);
    if (before) before.comment ??= name.comment;
    else found.set(name.name, name);
  }
  return [...found.values()];
}

function namesOf(path: string, prefix: string): PublicName[] {
  return [...exportsOf(path)].flatMap(([name, target]) => describe(`${prefix}${name}`, target));
}

function describe(name: string, target: Target): PublicName[] {
  if ("namespace" in target) {
    const comment = commentBefore(target.path, target.node);
    return [entry(name, "namespace", { ...target, comment }), ...namesOf(target.namespace, `${name}.`)];
  }
  const { path, declarations } = target;
  const first = declarations[0]!;
  const comment = declarations.map((node) => commentBefore(path, node)).find((text) => text !== undefined);
  const at = { path, node: first, comment };
  switch (first.type) {
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      return [entry(name, "function", at)];
    case "ClassDeclaration":
      return [entry(name, "class", at), ...first.body.body.flatMap((member) => memberOf(name, path, member))];
    case "TSInterfaceDeclaration":
      return [entry(name, "type", at), ...interfaceMembers(name, path, first)];
    case "VariableDeclarator":
      return [entry(name, first.init?.type === "NewExpression" ? "value" : "function", at)];
    default:
      return [entry(name, "type", at)];
  }
}

function entry(
  name: string,
  kind: PublicName["kind"],
  { path, node, comment }: { path: string; node: Node; comment: string | undefined },
): PublicName {
  const line = source(path).text.slice(0, node.start).split("\n").length;
  return { name, kind, place: `${path}:${line}`, comment };
}

/** A public member with a name. A method that may be left out is a field: the user writes it rather than calls it. */
function memberOf(owner: string, path: string, member: Node): PublicName[] {
  if (member.type === "TSMethodSignature" || member.type === "TSPropertySignature") {
    const isMethod = member.type === "TSMethodSignature" && !member.optional;
    return named(owner, path, member, isMethod ? "function" : "field");
  }
  if (member.type !== "MethodDefinition" && member.type !== "PropertyDefinition" && !isAbstract(member))
    return [];
  const { accessibility, override, kind } = member as {
    accessibility?: string;
    override?: boolean;
    kind?: string;
  };
  if ((accessibility && accessibility !== "public") || override || kind === "constructor") return [];
  const isMethod = kind === "method";
  return named(owner, path, member as Node & { key: Node }, isMethod ? "function" : "field");
}

const isAbstract = (member: Node): boolean =>
  member.type === "TSAbstractMethodDefinition" || member.type === "TSAbstractPropertyDefinition";

function named(
  owner: string,
  path: string,
  node: Node & { key: Node; computed?: boolean },
  kind: "function" | "field",
) {
  if (node.computed || node.key.type !== "Identifier") return [];
  return [entry(`${owner}.${node.key.name}`, kind, { path, node, comment: commentBefore(path, node) })];
}

/** An interface's own members and those it inherits from interfaces of ours. */
function interfaceMembers(name: string, path: string, node: Node): PublicName[] {
  if (node.type !== "TSInterfaceDeclaration") return [];
  const inherited = node.extends.flatMap(({ expression }) => {
    const base = expression.type === "Identifier" ? locally(path, expression.name) : undefined;
    if (!base || "namespace" in base) return [];
    return base.declarations.flatMap((declaration) => [
      ...interfaceMembers(name, base.path, declaration),
      ...derivedMembers(name, base.path, declaration),
    ]);
  });
  return [...node.body.body.flatMap((member) => memberOf(name, path, member)), ...inherited];
}

/** The members of a type that has one for each export of a module: `{ [K in keyof typeof rows]: … }`. */
function derivedMembers(name: string, path: string, node: Node): PublicName[] {
  if (node.type !== "TSTypeAliasDeclaration" || node.typeAnnotation.type !== "TSMappedType") return [];
  const { constraint } = node.typeAnnotation;
  if (constraint.type !== "TSTypeOperator" || constraint.typeAnnotation.type !== "TSTypeQuery") return [];
  const { exprName } = constraint.typeAnnotation;
  const rows = exprName.type === "Identifier" ? locally(path, exprName.name) : undefined;
  return rows && "namespace" in rows ? namesOf(rows.namespace, `${name}.`) : [];
}

/** What a module exports, by name. */
function exportsOf(path: string): Map<string, Target> {
  const found = new Map<string, Target>();
  for (const node of source(path).program.body) {
    if (node.type === "ExportAllDeclaration") {
      const target = resolve(path, node.source.value);
      if (node.exported) found.set(nameOf(node.exported), { namespace: target, path, node });
      else for (const [name, inner] of exportsOf(target)) found.set(name, inner);
    } else if (node.type === "ExportNamedDeclaration") {
      for (const { local, exported } of node.specifiers) {
        const target = node.source
          ? exportsOf(resolve(path, node.source.value)).get(nameOf(local))
          : locally(path, nameOf(local));
        if (target) found.set(nameOf(exported), target);
      }
      for (const name of declaredBy(node.declaration)) found.set(name, locally(path, name)!);
    }
  }
  return found;
}

/** What a name means inside a module. */
function locally(path: string, name: string): Target | undefined {
  const declarations: Node[] = [];
  for (const node of source(path).program.body) {
    if (node.type === "ImportDeclaration") {
      for (const specifier of node.specifiers) {
        if (specifier.local.name !== name || !node.source.value.startsWith(".")) continue;
        const target = resolve(path, node.source.value);
        if (specifier.type === "ImportNamespaceSpecifier") return { namespace: target, path, node };
        if (specifier.type === "ImportSpecifier") return exportsOf(target).get(nameOf(specifier.imported));
      }
    }
    const declaration = node.type === "ExportNamedDeclaration" ? node.declaration : node;
    if (declaration?.type === "VariableDeclaration") {
      declarations.push(
        ...declaration.declarations.filter(({ id }) => id.type === "Identifier" && id.name === name),
      );
    } else if (declaredBy(declaration).includes(name)) declarations.push(declaration as Node);
  }
  return declarations.length > 0 ? { path, declarations } : undefined;
}

function declaredBy(node: Node | null): string[] {
  if (node?.type === "VariableDeclaration")
    return node.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
  const id = (node as { id?: Node | null } | null)?.id;
  return id?.type === "Identifier" ? [id.name] : [];
}

const nameOf = (node: Node): string => (node.type === "Identifier" ? node.name : "");
const resolve = (path: string, specifier: string): string => join(dirname(path), specifier);

/** The doc comment that stands right before a declaration, its `export` and `const` included. */
function commentBefore(path: string, { start }: Node): string | undefined {
  const { text, comments } = source(path);
  const comment = comments.findLast(({ end }) => end <= start);
  if (!comment?.value.startsWith("*")) return undefined;
  const between = text.slice(comment.end, start).replace(/^\s*\/\/.*$/gm, "");
  return /^\s*((export|declare|abstract|const|readonly)\s+)*$/.test(between) ? comment.value : undefined;
}
