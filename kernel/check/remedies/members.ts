// Members that tensors, modules and namespaces have under other names, or do not have for a reason. The left column is
// what people write who come from PyTorch, NumPy, Keras or plain JavaScript.
import * as ast from "../ast.ts";
import { argumentsOf, callOf, type Remedy, type Site } from "./site.ts";

/** `x` is the receiver's text, `args` what stands between the parentheses. */
type Rewrite = (x: string, args: string[]) => Remedy;

const help = (text: string, message?: string): Remedy => ({ help: text, ...(message && { message }) });
const onDevice: Rewrite = (x) =>
  help(`${x}.to("webgpu"), or "wasm"; most tensors are on the right device already`);
const list = (args: string[]) =>
  args.length === 1 && args[0]!.startsWith("[") ? args[0]! : `[${args.join(", ")}]`;

const ofTensors: Readonly<Record<string, Rewrite>> = {
  view: (x, args) => help(`${x}.reshape(${list(args)})`),
  numpy: (x) => help(`await ${x}.data(), or await ${x}.toArray() for nested arrays`),
  tolist: (x) => help(`await ${x}.toArray()`),
  cpu: (x) => help(`${x}.to("wasm"); values come with await ${x}.data() from any device`),
  cuda: onDevice,
  T: (x) => help(`${x}.t()`),
  dim: (x) => help(`${x}.rank`),
  ndim: (x) => help(`${x}.rank`),
  length: (x) => help(`${x}.shape[0], or ${x}.size for all elements`),
  numel: (x) => help(`${x}.size`),
  type: (x) => help(`${x}.dtype, or ${x}.cast("f32")`),
  astype: (x, args) => help(`${x}.cast(${args.join(", ") || '"f32"'})`),
  long: (x) => help(`${x}.cast("i32")`),
  half: (x) => help(`${x}.cast("f16")`),
  map: (x) =>
    help(`its methods work on all elements at once, as ${x}.mul(2); the numbers come with await ${x}.data()`),
  forEach: (x) => help(`(await ${x}.data()).forEach(…)`),
  equal: (x, [other = "y"]) => help(`${x}.eq(${other}).all()`),
  size: (x) => help(`${x}.shape`),
  grad_fn: (x) => help(`explain(${x}) shows how it is computed`),
  contiguous: (x) => help(x, "Tensors have no layout to see: a view is copied where an operation needs it."),
  zero_: (x) => inPlace(x, "zero_", []),
  fit: (x, args) => help(`fit(${[x, ...args].join(", ")}, …)`),
};

const ofModules: Readonly<Record<string, Rewrite>> = {
  fit: (x) =>
    help(
      `await fit(${x}, { x, y }, { epochs, optimizer, loss })`,
      "Modules are trained by the function `fit`.",
    ),
  compile: (x) =>
    help(
      `await fit(${x}, { x, y }, { epochs, optimizer, loss })`,
      "Nothing is compiled: `fit` takes optimizer and loss.",
    ),
  predict: (x, args) => help(`await predict(${[x, ...args].join(", ")})`),
  evaluate: (x) => help(`await evaluate(${x}, { x, y }, { loss })`),
  to: (x) => help(`await setDevice("webgpu") before ${x} is made`),
  cuda: (x) => help(`await setDevice("webgpu") before ${x} is made`),
  summary: (x) => help(x, `A module shows its layers and sizes when it is the last line of a cell.`),
};

function inPlace(x: string, name: string, args: string[]): Remedy {
  const method = name.slice(0, -1);
  const made = method === "zero" ? `zerosLike(${x})` : `${x}.${method}(${args.join(", ")})`;
  return help(`${x} = ${made}`, "Tensors are not changed in place.");
}

/** Property 'x' does not exist on type 'T'. */
export async function missingMember(site: Site): Promise<Remedy | undefined> {
  const access = site.node?.parent;
  if (!access || !ast.isPropertyAccessExpression(access) || access.name !== site.node) return undefined;
  const owner = access.expression;
  const x = owner.getText();
  const name = access.name.getText();
  const call = callOf(site.node);
  const args = call ? argumentsOf(call).map((each) => each.getText()) : [];
  if (await site.isTensor(owner)) {
    if (/^[a-z]\w*_$/.test(name) && name !== "requires_grad_") return inPlace(x, name, args);
    const rewrite = Object.hasOwn(ofTensors, name) ? ofTensors[name] : undefined;
    return rewrite?.(x, args);
  }
  if (x === "this") return undeclaredField(access);
  const rewrite = Object.hasOwn(ofModules, name) ? ofModules[name] : undefined;
  return rewrite && (await site.isModule(owner)) ? rewrite(x, args) : undefined;
}

/** `this.fc = …` in a constructor declares nothing: TypeScript's classes declare their fields. */
function undeclaredField(access: ast.PropertyAccessExpression): Remedy | undefined {
  const name = access.name.getText();
  const assignment = access.parent;
  const value =
    assignment && ast.isBinaryExpression(assignment) && assignment.left === access
      ? assignment.right.getText()
      : "…";
  return help(`declare it in the class, outside of its methods: ${name} = ${value};`);
}

/** `x[0]`: tensors are no arrays. */
export async function indexedTensor(site: Site): Promise<Remedy | undefined> {
  let node = site.node;
  while (node && !ast.isElementAccessExpression(node)) node = node.parent;
  if (!node) return undefined;
  const owner = node.expression;
  const x = owner.getText();
  const index = node.argumentExpression.getText();
  if (await site.isTensor(owner))
    return {
      message: "Tensors have no `[ ]`.",
      help: `${x}.at(${index}), or ${x}.slice(…) for more than one`,
    };
  if (/^\(\) => Promise</.test(await site.typeOf(owner)))
    return { message: `'${x}' is a method that gives a promise.`, help: `(await ${x}())[${index}]` };
  return undefined;
}

/** 'Tensor' only refers to a type. */
export function typeAsValue(site: Site): Remedy | undefined {
  if (site.node?.getText() !== "Tensor") return undefined;
  const access = site.node.parent;
  const message = "'Tensor' is a type: tensors are made by functions.";
  if (access && ast.isPropertyAccessExpression(access)) {
    const call = callOf(access.name);
    const args = call ? argumentsOf(call).map((each) => each.getText()) : ["…"];
    const name = access.name.getText();
    return { message, help: `${name}(${args.join(", ")}), with import { ${name} } from "cellgrad"` };
  }
  const args =
    access && ast.isNewExpression(access) ? argumentsOf(access).map((each) => each.getText()) : ["…"];
  return { message, help: `tensor(${args.join(", ")}), with import { tensor } from "cellgrad"` };
}
