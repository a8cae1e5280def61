// Names that mean nothing here: what Python, the browser or another library calls so, what this library has but nobody has
// imported, and slips of the finger that TypeScript itself does not see through.
import { nearest } from "../../nearest.ts";
import * as ast from "../ast.ts";
import type { Library } from "./library.ts";
import { argumentsOf, callOf, type Remedy, type Site } from "./site.ts";

const inPage = "cells run in Node, not in the page; html(`…`), svg and widget of cellgrad show things there";

/** By name; `args` is what it is called with. */
const elsewhere: Readonly<Record<string, (args: string) => string>> = {
  print: (args) => `console.log(${args})`,
  len: (args) => `${args || "x"}.length, or ${args || "x"}.shape[0] for a tensor`,
  range: (args) => `for (let i = 0; i < ${args || "n"}; i++) { … }`,
  None: () => "null, or undefined",
  True: () => "true",
  False: () => "false",
  self: () => "this",
  str: (args) => `String(${args})`,
  int: (args) => `Math.trunc(${args})`,
  float: (args) => `Number(${args})`,
  isinstance: () => "x instanceof C, or typeof x",
  exit: () => "a notebook's kernel is ended from its menu, a console with Ctrl-D",
  quit: () => "a notebook's kernel is ended from its menu, a console with Ctrl-D",
  torch: () => 'import { tensor, nn, optim } from "cellgrad": its names are PyTorch\'s, without a prefix',
  np: () => 'import { zeros, arange, tensor } from "cellgrad": functions make tensors, without a prefix',
  numpy: () => 'import { zeros, arange, tensor } from "cellgrad": functions make tensors, without a prefix',
  plt: () => 'import { plot } from "cellgrad": plot.line, plot.scatter, plot.image, …',
  tf: () => 'import { tensor, nn, fit } from "cellgrad"',
  F: () => "x.relu(), x.softmax(): they are methods of tensors",
  document: () => inPage,
  window: () => inPage,
  alert: () => "console.log, or display",
  prompt: () => 'await input("…")',
  localStorage: () => inPage,
};

/** What of this library goes by another name in PyTorch, NumPy or Keras. */
const otherwise: Readonly<Record<string, string>> = {
  cat: "concat",
  concatenate: "concat",
  vstack: "concat",
  Dense: "nn.Linear",
  Conv2D: "nn.Conv2d",
  MaxPooling2D: "nn.MaxPool2d",
  AveragePooling2D: "nn.AvgPool2d",
  BatchNormalization: "nn.BatchNorm1d, nn.BatchNorm2d",
  Module: "nn.Module",
  Model: "nn.Module",
  DataLoader: "data.batches",
};

/** What people run with IPython's `!`, which is TypeScript's "not". */
const programs = /^(ls|pwd|dir|cat|ps|df|du|env|git|node|npm|pip|whoami|date)$/;

/** Cannot find name 'x', and what to install for it: types of Node, jQuery, a page, a test runner, Bun. None of it is meant. */
export const installAdvice: readonly number[] = [2580, 2581, 2582, 2584, 2591, 2592, 2593, 2867, 2868];

/** Cannot find name 'x'. */
export async function unknownName(site: Site, library: Library | undefined): Promise<Remedy | undefined> {
  const { node } = site;
  if (!node || !ast.isIdentifier(node)) return undefined;
  const name = node.getText();
  const call = callOf(node);
  const args = call ? argumentsOf(call).map((each) => each.getText()) : [];
  const message = `Cannot find name '${name}'.`;
  if (programs.test(name) && node.parent?.getText() === `!${name}`)
    return { message, help: `%%sh on the first line of a cell of its own, then ${name}` };
  if (Object.hasOwn(elsewhere, name)) return { message, help: elsewhere[name]!(args.join(", ")) };
  const help = library && ((await inLibrary(name, library, args)) ?? otherName(name));
  if (help) return { message, help };
  const slip = /Did you mean/.test(site.message) ? undefined : await swapped(name, site);
  return installAdvice.includes(site.code) ? { message, ...slip } : slip;
}

/** Module "cellgrad" has no exported member 'x'. */
export async function notExported(site: Site, library: Library | undefined): Promise<Remedy | undefined> {
  const name = site.node?.getText() ?? "";
  if (!library || !/"cellgrad"'/.test(site.message)) return undefined;
  const help =
    (await inLibrary(name, library, [])) ?? otherName(name) ?? meant(nearest(name, library.exports));
  return { message: `cellgrad has no '${name}' of its own.`, ...(help && { help }) };
}

async function inLibrary(name: string, library: Library, args: string[]): Promise<string | undefined> {
  if (library.exports.includes(name)) return `import { ${name} } from "cellgrad"`;
  const namespace = await library.namespaceOf(name);
  if (namespace) return `${namespace}.${name}, with import { ${namespace} } from "cellgrad"`;
  const method = sameLetters(name, await library.methodNames());
  if (!method) return undefined;
  const [x = "x", ...others] = args;
  return `${x}.${method}(${others.join(", ")}): it is a method of tensors`;
}

const otherName = (name: string): string | undefined =>
  Object.hasOwn(otherwise, name) ? `here it is ${otherwise[name]}` : undefined;

/** The name itself, or the one that differs in nothing but capitals. */
const sameLetters = (name: string, names: readonly string[]): string | undefined =>
  names.find((each) => each === name) ?? names.find((each) => each.toLowerCase() === name.toLowerCase());

/** Property 'x' does not exist on type 'typeof import("cellgrad/nn")', or on any type. */
export async function missingProperty(site: Site, library: Library | undefined): Promise<Remedy | undefined> {
  const name = site.node?.getText() ?? "";
  const access = site.node?.parent;
  const isOfOurs = /'typeof import\("cellgrad\//.test(site.message);
  if (!isOfOurs || !library || !access || !ast.isPropertyAccessExpression(access))
    return /Did you mean/.test(site.message) ? undefined : swapped(name, site);
  const namespace = access.expression.getText();
  const members = await library.membersOf(namespace);
  const near =
    /Did you mean '([^']+)'/.exec(site.message)?.[1] ??
    sameLetters(name, members) ??
    nearest(name, members)[0];
  const all = members.length <= 12 ? `${namespace} has ${members.join(", ")}` : undefined;
  const help = near ? `${namespace}.${near}` : all;
  return { message: `${namespace} has no '${name}'.`, ...(help && { help }) };
}

/** A name that differs by two letters in each other's place: to TypeScript that is too far away. */
async function swapped(name: string, site: Site): Promise<Remedy | undefined> {
  if (!site.node || name.length < 3) return undefined;
  const found = (await site.completionsAt(site.node.getStart())).find((each) => isSwapped(name, each));
  return found === undefined ? undefined : { help: `did you mean ${found}?` };
}

function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return at >= 0 && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

/** What PyTorch and NumPy call devices and dtypes. */
const aliases: Readonly<Record<string, string>> = {
  cuda: "webgpu",
  gpu: "webgpu",
  mps: "webgpu",
  cpu: "wasm",
  float: "f32",
  float32: "f32",
  float64: "f64",
  double: "f64",
  float16: "f16",
  half: "f16",
  int: "i32",
  int32: "i32",
  int64: "i32",
  long: "i32",
  uint8: "u32",
  boolean: "bool",
};

/** A text where only some fit. */
export async function otherText(site: Site): Promise<Remedy | undefined> {
  const literal = literalAt(site.node);
  if (!literal) return undefined;
  const fitting = await site.completionsAt(literal.getStart() + 1);
  if (fitting.length === 0) return undefined;
  const text = literal.getText().slice(1, -1);
  const near = [aliases[text] ?? "", ...nearest(text, fitting)].filter((each) => fitting.includes(each));
  const help = meant(near.map((each) => `"${each}"`)) ?? oneOf(fitting);
  return { message: `"${text}" is not one of the texts that fit here.`, help, about: literal };
}

function literalAt(node: ast.Node | undefined): ast.Node | undefined {
  if (!node) return undefined;
  if (ast.isStringLiteral(node)) return node;
  // The name is blamed for what it is given.
  const { parent } = node;
  const isNamed =
    parent && (ast.isPropertyAssignment(parent) || ast.isVariableDeclaration(parent)) && parent.name === node;
  const value = isNamed ? parent.initializer : undefined;
  return value && ast.isStringLiteral(value) ? value : undefined;
}

const meant = ([near]: readonly string[]): string | undefined => near && `did you mean ${near}?`;

const oneOf = (texts: readonly string[]): string =>
  `one of ${texts
    .slice(0, 12)
    .map((each) => `"${each}"`)
    .join(", ")}${texts.length > 12 ? ", …" : ""}`;

/** Parameter 'x' implicitly has an 'any' type. */
export function untypedParameter({ node }: Site): Remedy | undefined {
  const parameter = node?.parent;
  if (!parameter || !ast.isParameterDeclaration(parameter)) return undefined;
  const owner = parameter.parent;
  const name = parameter.name.getText();
  const isForward = owner && ast.isMethodDeclaration(owner) && owner.name.getText() === "forward";
  return {
    message: `The type of '${name}' is not known.`,
    help: isForward
      ? `forward(${name}: Tensor), with import type { Tensor } from "cellgrad"`
      : `${name}: number, or what it is`,
  };
}
