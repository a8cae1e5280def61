// Calls as they are written elsewhere: a module that is called, sizes one by one, arguments by name, a class without `new`.
import * as ast from "../ast.ts";
import {
  argumentsOf,
  type Call,
  callOf,
  callWith,
  isCall,
  nameOf,
  type Remedy,
  recalled,
  type Site,
} from "./site.ts";

/** This expression is not callable. */
export async function notCallable(site: Site): Promise<Remedy | undefined> {
  const call = callOf(site.node);
  if (!call) return undefined;
  const callee = call.expression;
  const text = callee.getText();
  if (await site.isModule(callee)) {
    const args = argumentsOf(call).map((each) => each.getText());
    return {
      message: `'${text}' is a module: it is not called, its \`forward\` is.`,
      help: `${text}.forward(${args.join(", ")})`,
    };
  }
  if (!ast.isPropertyAccessExpression(callee)) return undefined;
  const [axis] = argumentsOf(call);
  const isSize = callee.name.getText() === "size" && axis && (await site.isTensor(callee.expression));
  return {
    message: `'${text}' is a value, not a method.`,
    help: isSize ? `${callee.expression.getText()}.shape[${axis.getText()}]` : text,
  };
}

/** Value of type 'typeof X' is not callable. */
export function withoutNew({ node }: Site): Remedy | undefined {
  return node && isCall(node) ? { help: `new ${node.getText()}` } : undefined;
}

const takesList = new Set(
  "zeros ones rand randn full reshape permute expand repeat tile flip tensor".split(" "),
);

/** A number where a list of numbers is wanted, or more arguments than the one list. */
export async function numbersForList(site: Site): Promise<Remedy | undefined> {
  const call = callWith(site.node) ?? (isCall(site.node) ? site.node : undefined);
  if (!call || !takesList.has(nameOf(call))) return undefined;
  const args = argumentsOf(call);
  const types = await Promise.all(args.map((each) => site.typeOf(each)));
  const numbers = args.filter((_, index) => /^(number|-?[\d.e+-]+)$/.test(types[index]!));
  const isFull = nameOf(call) === "full";
  const listed = isFull ? numbers.slice(0, -1) : numbers;
  if (listed.length === 0 || args[0] !== listed[0] || listed.some((each, index) => args[index] !== each))
    return undefined;
  const texts = (nodes: readonly ast.Node[]) => nodes.map((each) => each.getText());
  return {
    message: `'${nameOf(call)}' takes its ${nameOf(call) === "tensor" ? "values" : "numbers"} as one list.`,
    help: recalled(call, [`[${texts(listed).join(", ")}]`, ...texts(args.slice(listed.length))]),
    about: call,
  };
}

/** `x.transpose()`: NumPy's turns all axes round. */
export async function bareTranspose(site: Site): Promise<Remedy | undefined> {
  const call = callOf(site.node) ?? (isCall(site.node) ? site.node : undefined);
  if (!call || nameOf(call) !== "transpose" || argumentsOf(call).length > 0) return undefined;
  const callee = call.expression;
  if (!ast.isPropertyAccessExpression(callee) || !(await site.isTensor(callee.expression))) return undefined;
  const x = callee.expression.getText();
  return {
    message: "'transpose' takes the two axes that change places.",
    help: `${x}.transpose(-2, -1), or ${x}.t() for a matrix`,
    about: call,
  };
}

/** `f(x, lr = 0.1)`: elsewhere a named argument, here an assignment to a variable that is not there. */
export async function namedArgument(site: Site): Promise<Remedy | undefined> {
  const assignment = site.node?.parent;
  if (!assignment || !ast.isBinaryExpression(assignment) || assignment.left !== site.node) return undefined;
  if (assignment.operatorToken.getText() !== "=") return undefined;
  const call = callWith(assignment);
  if (!call) return undefined;
  return { message: "There are no arguments by name.", help: await withNamed(call, site), about: assignment };
}

/** The call with what is named put where it belongs: into one object, or for a tensor's method to its place. */
async function withNamed(call: Call, site: Site): Promise<string> {
  const callee = call.expression;
  const isMethod = ast.isPropertyAccessExpression(callee) && (await site.isTensor(callee.expression));
  const plain: string[] = [];
  const named: string[] = [];
  for (const each of argumentsOf(call)) {
    if (!ast.isBinaryExpression(each) || each.operatorToken.getText() !== "=") plain.push(each.getText());
    else if (isMethod) plain.push(each.right.getText());
    else named.push(`${each.left.getText()}: ${each.right.getText()}`);
  }
  return recalled(call, named.length > 0 ? [...plain, `{ ${named.join(", ")} }`] : plain);
}

/** `x.sum({ dim: 1 })`: what a method of a tensor takes by place. */
export async function optionsForPlaces(site: Site): Promise<Remedy | undefined> {
  let node = site.node;
  while (node && !ast.isObjectLiteralExpression(node)) node = node.parent;
  const call = callWith(node);
  if (!node || !call) return undefined;
  const callee = call.expression;
  if (!ast.isPropertyAccessExpression(callee) || !(await site.isTensor(callee.expression))) return undefined;
  const values = new Map<string, string>();
  for (const each of node.properties) {
    if (ast.isPropertyAssignment(each)) values.set(each.name.getText(), each.initializer.getText());
    else if (ast.isShorthandPropertyAssignment(each)) values.set(each.name.getText(), each.name.getText());
  }
  const axis = values.get("dim") ?? values.get("axis") ?? values.get("axes");
  const keep = values.get("keepdim") ?? values.get("keepDims") ?? values.get("keepdims");
  if (axis === undefined && keep === undefined) return undefined;
  const before = argumentsOf(call)
    .filter((each) => each !== node)
    .map((each) => each.getText());
  const places = [...before, ...((axis ?? before[0]) ? [] : ["undefined"]), axis, keep].filter(
    (each) => each !== undefined,
  );
  return {
    message: `'${nameOf(call)}' takes the axis, and whether it stays, by place.`,
    help: recalled(call, places),
    about: call,
  };
}

/** Settings that are called otherwise elsewhere. */
const settings: Readonly<Record<string, string>> = {
  learningRate: "lr",
  learning_rate: "lr",
  batch_size: "batchSize",
  weight_decay: "weightDecay",
  validation_data: "validation",
};

/** An object with a setting that this library calls otherwise. */
export async function otherSetting(site: Site): Promise<Remedy | undefined> {
  const setting = site.node?.parent;
  if (!setting || !ast.isPropertyAssignment(setting) || setting.name !== site.node) return undefined;
  const name = setting.name.getText();
  const meant = Object.hasOwn(settings, name) ? settings[name] : undefined;
  if (meant === undefined || !(await site.completionsAt(setting.getStart())).includes(meant))
    return undefined;
  return { message: `There is no setting '${name}'.`, help: `${meant}: ${setting.initializer.getText()}` };
}

/** A module where its parameters are wanted; a number where settings are. */
export async function optimizerArguments(site: Site): Promise<Remedy | undefined> {
  const call = callWith(site.node);
  if (!call || !site.node || !ast.isNewExpression(call)) return undefined;
  const args = argumentsOf(call);
  const replaced = (text: string) =>
    recalled(
      call,
      args.map((each) => (each === site.node ? text : each.getText())),
    );
  if (/'Parameters</.test(site.message) && (await site.isModule(site.node)))
    return {
      message: "An optimizer takes the parameters of a module, not the module.",
      help: replaced(`${site.node.getText()}.parameters()`),
    };
  if (
    /'Partial<\w+Settings>'/.test(site.message) &&
    /^(number|[\d.e+-]+)$/.test(await site.typeOf(site.node))
  ) {
    const value = ast.isBinaryExpression(site.node) ? site.node.right : site.node;
    return {
      message: "An optimizer takes its settings as an object.",
      help: replaced(`{ lr: ${value.getText()} }`),
    };
  }
  return undefined;
}
