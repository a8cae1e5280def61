// The runtime that JSX compiles to is imported like any other module of a cell.

/** Turns the `import` that the compiler put on top into a call; the line stays a line. */
export function importJsxRuntime(code: string, id: number): string {
  return code.replace(
    /^import \{ (.+) \} from ("[^"]+\/jsx-(?:dev-)?runtime");$/m,
    (_line, list: string, from: string) => {
      const bindings = list.split(", ").map((each) => each.replace(" as ", ":"));
      const names = bindings.map((each) => JSON.stringify(each.split(":")[0]));
      return `let {${bindings.join()}}=$k.on(${id},await ($k.held[${id}]=$k.import(${from},[${names.join()}])));`;
    },
  );
}
