// History of this kernel's life only: what there is until a file is open, or where none can be.
import { type HistoryStore, type Item, newest, searchIn } from "./store.ts";

export function createMemoryStore(): HistoryStore {
  const lines = new Map<number, Item>();
  const items = () => [...lines.values()];
  return {
    session: 1,
    write(written) {
      for (const item of written) lines.set(item.line, { ...item, session: 1 });
    },
    tail: (n) => newest(items(), n),
    range: (session, start, stop) =>
      session === 1 ? items().filter(({ line }) => line >= start && line < stop) : [],
    search: (search) => searchIn(items(), search),
    close() {},
  };
}
