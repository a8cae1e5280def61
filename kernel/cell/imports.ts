// Modules come through the evaluator, which resolves from the notebook's folder: `$k.import("x", ["name"])` gives an
// object with these names. What the module lacks is undefined and no error, for a name may turn out to be a type.
import type { Edits } from "./edits.ts";
import { type ImportDeclaration, type Program, type TSImportEqualsDeclaration, visit } from "./parse.ts";

export function rewriteImports(
  program: Program,
  edits: Edits,
  id: number,
  emitted: (name: string) => string,
): void {
  for (const statement of program.body) {
    const { start, end } = statement;
    switch (statement.type) {
      case "ImportDeclaration":
        if (statement.importKind !== "type")
          edits.replace(start, end, importStatement(statement, id, emitted));
        break;
      case "TSImportEqualsDeclaration":
        if (statement.importKind !== "type")
          edits.replace(start, end, importEquals(statement, edits.source, emitted));
        break;
      case "ExportAllDeclaration":
      case "ExportNamedDeclaration":
        if (statement.source && statement.exportKind !== "type")
          edits.replace(start, end, `${load(JSON.stringify(statement.source.value), id)};`);
        break;
    }
  }
  visit(program, (node) => {
    if (node.type === "ImportExpression") {
      edits.replace(node.start, node.start + "import".length, "$k.import");
      if (node.options) edits.wrap(node.options.start, node.options.end, "void 0,", "");
    } else if (node.type === "MetaProperty" && node.meta.name === "import") {
      edits.replace(node.start, node.end, "$k.meta");
    }
  });
}

function importStatement(node: ImportDeclaration, id: number, emitted: (name: string) => string): string {
  const names: string[] = [];
  const bindings: string[] = [];
  let namespace = "";
  for (const specifier of node.specifiers) {
    const local = emitted(specifier.local.name);
    if (specifier.type === "ImportNamespaceSpecifier") namespace = local;
    else if (specifier.type === "ImportDefaultSpecifier") {
      names.push(`"default"`);
      bindings.push(`default:${local}`);
    } else if (specifier.importKind !== "type") {
      const { imported } = specifier;
      const name = imported.type === "Literal" ? imported.value : imported.name;
      names.push(JSON.stringify(name));
      bindings.push(name === local ? name : `${JSON.stringify(name)}:${local}`);
    }
  }
  const attributes = node.attributes.map(({ key, value }) => {
    const name = key.type === "Literal" ? key.value : key.name;
    return `${JSON.stringify(name)}:${JSON.stringify(value.value)}`;
  });
  const options = attributes.length ? `,{with:{${attributes.join()}}}` : "";
  const specifier = JSON.stringify(node.source.value);
  const parts: string[] = [];
  if (namespace) parts.push(`let ${namespace}=${load(specifier + (options && `,void 0${options}`), id)};`);
  if (names.length)
    parts.push(`let {${bindings.join()}}=${load(`${specifier},[${names.join()}]${options}`, id)};`);
  if (!parts.length) parts.push(`${load(specifier + (options && `,void 0${options}`), id)};`);
  return parts.join("");
}

// `import a = require("x")`, or `import a = Space.member`, which is a type only where the space holds no values.
function importEquals(
  node: TSImportEqualsDeclaration,
  source: string,
  emitted: (name: string) => string,
): string {
  const local = emitted(node.id.name);
  const { moduleReference: reference } = node;
  if (reference.type === "TSExternalModuleReference") {
    return `let ${local}=require(${JSON.stringify(reference.expression.value)});`;
  }
  const [root = "", ...members] = source.slice(reference.start, reference.end).split(".");
  const space = emitted(root.trim());
  const path = [space, ...members].join(".");
  return `let ${local}=typeof ${space}==="undefined"?void 0:${path};`;
}

function load(parameters: string, id: number): string {
  return `$k.on(${id},await ($k.held[${id}]=$k.import(${parameters})))`;
}
