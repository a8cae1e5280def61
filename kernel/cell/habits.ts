// Lines of Python, and of IPython's shell, that do not parse as TypeScript: how they are written here. Looks at one line of
// text; what it does not know it leaves to the parser's own words.

/** What a pattern's groups become. A row further up wins. */
const rows: readonly [pattern: RegExp, written: (...groups: string[]) => string][] = [
  [/^\s*[!%]?\s*(?:pip|pip3|conda|npm) install\s+(.+)/, (packages) => `%npm install ${packages}`],
  [/^\s*!\s*(.+)/, (command) => `%%sh on the first line of a cell of its own, then ${command}`],
  [
    /^\s*(?:\?+\s*([\w.]+)|([\w.]+)\s*\?+)\s*$/,
    (before, after) => `Shift-Tab behind ${before || after} shows what it is`,
  ],
  [/^\s*#\s*(.*)/, (text) => `// ${text}`],
  [
    /^\s*(async\s+)?def\s+(\w+)\s*\(([^)]*)\)/,
    (async, name, list) => `${async}function ${name}(${list}) { … }`,
  ],
  [/^\s*class\s+(\w+)\s*\(([\w.]+)\)\s*:/, (name, base) => `class ${name} extends ${base} { … }`],
  [/^\s*class\s+(\w+)\s*:/, (name) => `class ${name} { … }`],
  [
    /^\s*for\s+(\w+)\s+in\s+range\(\s*([^,)]+)\s*\)\s*:/,
    (name, count) => `for (let ${name} = 0; ${name} < ${count}; ${name}++) { … }`,
  ],
  [/^\s*for\s+(.+?)\s+in\s+(.+?)\s*:/, (name, list) => `for (const ${pattern(name)} of ${list}) { … }`],
  [/^\s*while\s+(.+?)\s*:\s*$/, (condition) => `while (${expression(condition)}) { … }`],
  [/^\s*elif\s+(.+?)\s*:/, (condition) => `else if (${expression(condition)}) { … }`],
  [/^\s*if\s+([^(].*?)\s*:/, (condition) => `if (${expression(condition)}) { … }`],
  [/^\s*(else|try|finally)\s*:/, (word) => `${word} { … }`],
  [/^\s*except\b.*?(?:\bas\s+(\w+))?\s*:/, (name) => `catch (${name || "error"}) { … }`],
  [/^\s*with\s+torch\.no_grad\(\)\s*:/, () => "noGrad(() => { … })"],
  [/^\s*with\s+(.+?)\s+as\s+(\w+)\s*:/, (value, name) => `using ${name} = ${value};`],
  [/^\s*from\s+([\w.]+)\s+import\s+([\w, ]+)/, (from, names) => `import { ${names.trim()} } from "${from}"`],
  [/^\s*import\s+([\w.]+)\s+as\s+(\w+)\s*$/, (from, name) => `import * as ${name} from "${from}"`],
  [/^\s*import\s+([\w.]+)\s*$/, (from) => `import * as ${from.split(".").at(-1)} from "${from}"`],
  [/^\s*raise\s+\w+\((.*)\)/, (text) => `throw new Error(${text})`],
  [/^\s*assert\s+(.+)/, (condition) => `if (!(${expression(condition)})) throw new Error("…")`],
  [/^\s*del\s+(\w+)/, (name) => `${name} = undefined; memory is given back by itself`],
  [/^\s*print\s+(.+)/, (value) => `console.log(${value})`],
  [/\blambda\s*([\w, ]*):\s*(.+)/, (list, value) => `(${list.trim()}) => ${value}`],
  [
    /\[\s*(.+?)\s+for\s+(\w+)\s+in\s+([^\]]+?)\s*\]/,
    (value, name, list) => `${list}.map((${name}) => ${value})`,
  ],
  [/\bf(["'])(.*?)\1/, (_quote, text) => `\`${text.replace(/\{/g, "${")}\``],
  [
    /(\w+)\[\s*(-?\w+)?\s*:\s*(-?\w+)?\s*\]/,
    (x, from, to) => `${x}.slice(${from || "0"}${to ? `, ${to}` : ""})`,
  ],
  [/([\w.]+(?:\([^()]*\))?)\s*@\s*([\w.]+)/, (a, b) => `${a}.matmul(${b})`],
  [/\*\*?(\w+)\s*[),}]/, (name) => `...${name}`],
  [
    /=\s*(.+?)\s+if\s+(.+?)\s+else\s+(.+)/,
    (yes, condition, no) => `${expression(condition)} ? ${yes} : ${no}`,
  ],
  [/^(.*\b(?:and|or|not|is|None|True|False)\b.*)$/, (line) => expression(line.trim())],
];

/** How to write the line that holds an offset; undefined when it is none of these. */
export function habitAt(source: string, offset: number): string | undefined {
  const start = source.lastIndexOf("\n", Math.max(0, offset - 1)) + 1;
  const end = source.indexOf("\n", start);
  const line = source.slice(start, end < 0 ? undefined : end);
  for (const [pattern, written] of rows) {
    const found = pattern.exec(line);
    if (!found) continue;
    const text = written(...found.slice(1).map((group) => group ?? ""));
    return text === line.trim() ? undefined : text;
  }
  return undefined;
}

/** Python's words in an expression. */
function expression(text: string): string {
  return text
    .replace(/\bis not None\b/g, "!== null")
    .replace(/\bis None\b/g, "=== null")
    .replace(/\bis not\b/g, "!==")
    .replace(/\bis\b/g, "===")
    .replace(/\band\b/g, "&&")
    .replace(/\bor\b/g, "||")
    .replace(/\bnot\s+/g, "!")
    .replace(/\bNone\b/g, "null")
    .replace(/\bTrue\b/g, "true")
    .replace(/\bFalse\b/g, "false");
}

/** `a, b` is a tuple there and a list here. */
const pattern = (names: string): string => (names.includes(",") ? `[${names}]` : names);
