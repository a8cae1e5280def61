// A stable sort that gives the order of the values, not the values: least significant digit first, eight bits a pass over
// keys whose unsigned order is the values' order; passes in which all keys have one digit are left out. Short rows are
// sorted by insertion. NaN has the greatest key, and -0 the key of 0.
import { type DType, dtypes } from "../../../graph/dtype.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";

/** What lies in memory to be sorted: halves are widened before. */
export type SortedDType = Exclude<DType, "f16">;

const buckets = 256;
const countBytes = 4 * buckets;
const signBit = -(2 ** 31);
/** Rows of at most this many values are sorted by insertion. */
const short = 48;

/** Words of work space for `count` values: counts of digits, the keys twice, the places once more. */
export const sortRoom = (dtype: SortedDType, count: number): number => {
  const { bytes } = dtypes[dtype];
  return bytes * buckets + (bytes / 2 + 1) * count;
};

/** Sets `own` to the words of a value's key, the least significant one first; `load` pushes a word of the value. */
type Key = (f: FunctionBuilder, load: (word: number) => void, own: readonly number[]) => void;

const keys: { readonly [D in SortedDType]: Key } = {
  bool: (f, load, own) => {
    load(0);
    f.set(own[0]!);
  },
  u32: (f, load, own) => {
    load(0);
    f.set(own[0]!);
  },
  i32: (f, load, own) => {
    load(0);
    f.i32(signBit).op("i32.xor").set(own[0]!);
  },
  f32: (f, load, own) => {
    load(0);
    f.set(own[0]!);
    const size = f.local("i32");
    f.get(own[0]!).i32(~signBit).op("i32.and").set(size);
    ofFloat(
      f,
      own,
      () => f.get(size),
      () => f.i32(0x7f800000).get(size).op("i32.lt_u"),
    );
  },
  f64: (f, load, own) => {
    load(0);
    f.set(own[0]!);
    load(1);
    f.set(own[1]!);
    const [low, size] = [own[0]!, f.local("i32")];
    f.get(own[1]!).i32(~signBit).op("i32.and").set(size);
    ofFloat(
      f,
      own,
      () => f.get(size).get(low).op("i32.or"),
      () => {
        f.i32(0x7ff00000).get(size).op("i32.lt_u").get(size).i32(0x7ff00000).op("i32.eq");
        f.get(low).i32(0).op("i32.ne", "i32.and", "i32.or");
      },
    );
  },
};

/** Bits of a float as a key: negative numbers in reverse below the others, zeros alike, NaN beyond all. */
function ofFloat(f: FunctionBuilder, own: readonly number[], nonZero: () => void, invalid: () => void): void {
  const high = own.at(-1)!;
  const [some, odd, sign] = [f.local("i32"), f.local("i32"), f.local("i32")];
  nonZero();
  f.set(some);
  invalid();
  f.set(odd);
  f.get(high).i32(31).op("i32.shr_s").set(sign);
  for (const word of own) {
    f.i32(-1).get(word).get(sign);
    if (word === high) f.i32(signBit).op("i32.or");
    f.op("i32.xor")
      .i32(word === high ? signBit : 0)
      .get(some)
      .op("select");
    f.get(odd).op("select").set(word);
  }
}

/** Adds `sort <dtype>`(values, order, count, spare, mask): the keys are combined with the mask, -1 for descending order. */
export function writeSort(module: ModuleBuilder): void {
  for (const dtype of Object.keys(keys) as SortedDType[]) write(module, dtype);
}

function write(module: ModuleBuilder, dtype: SortedDType): void {
  const { builder: f } = module.function(["i32", "i32", "i32", "i32", "i32"], [], `sort ${dtype}`);
  const [values, order, count, spare, mask] = [0, 1, 2, 3, 4];
  const size = dtypes[dtype].bytes;
  const words = Array.from({ length: size / 4 }, (_, i) => i);
  const local = () => f.local("i32");
  const [bytes, places, nextPlaces] = [local(), local(), local()];
  const [i, at, place, to] = [local(), local(), local(), local()];
  // One list a word of the keys.
  const [lists, nextLists, own] = [words.map(local), words.map(local), words.map(local)];
  const each = (from: number, end: () => void, body: () => void) =>
    f.range(i, () => f.i32(from), end, 4, body);
  const wholeRow = () => f.get(bytes);
  /** Pushes the address of the word at byte `offset` from `base`. */
  const word = (base: number, offset: number) => f.get(base).get(offset).op("i32.add");
  const isLong = () => f.get(count).i32(short).op("i32.gt_u");
  const digits = Array.from({ length: size }, (_, digit) => digit);
  const ownOf = (digit: number) => own[digit >> 2]!;

  f.get(count).i32(2).op("i32.shl").set(bytes);
  f.get(spare)
    .i32(size * countBytes)
    .op("i32.add")
    .set(at);
  for (const list of [...lists, ...nextLists, nextPlaces]) {
    f.get(at).set(list);
    word(at, bytes).set(at);
  }
  f.get(order).set(places);
  isLong().if(() =>
    f
      .get(spare)
      .i32(0)
      .i32(size * countBytes)
      .fill(),
  );

  // The keys, and how often each digit occurs.
  each(0, wholeRow, () => {
    const load = (at: number) => {
      f.get(i);
      if (size === 8) f.i32(1).op("i32.shl");
      f.get(values)
        .op("i32.add")
        .memory("i32.load", 4 * at);
    };
    keys[dtype](f, load, own);
    for (const w of words) {
      f.get(own[w]!).get(mask).op("i32.xor").set(own[w]!);
      word(lists[w]!, i).get(own[w]!).memory("i32.store");
    }
    word(places, i).get(i).i32(2).op("i32.shr_u").memory("i32.store");
    isLong().if(() => {
      for (const digit of digits) {
        bucket(f, spare, ownOf(digit), digit);
        f.tee(at)
          .get(at)
          .memory("i32.load", digit * countBytes);
        f.i32(1)
          .op("i32.add")
          .memory("i32.store", digit * countBytes);
      }
    });
  });

  const swap = (a: number, b: number) => f.get(a).get(b).set(a).set(b);
  const pass = (digit: number) => {
    const table = digit * countBytes;
    const mine = ownOf(digit);
    f.get(lists[digit >> 2]!)
      .memory("i32.load")
      .set(mine);
    bucket(f, spare, mine, digit);
    f.memory("i32.load", table)
      .get(count)
      .op("i32.ne")
      .if(() => {
        // Counts become the bytes before the digit's first key.
        f.i32(0).set(to);
        each(
          0,
          () => f.i32(countBytes),
          () => {
            word(spare, i).tee(at).memory("i32.load", table).set(place);
            f.get(at).get(to).memory("i32.store", table);
            f.get(to).get(place).i32(2).op("i32.shl", "i32.add").set(to);
          },
        );
        each(0, wholeRow, () => {
          for (const w of words) word(lists[w]!, i).memory("i32.load").set(own[w]!);
          bucket(f, spare, mine, digit);
          f.tee(at).memory("i32.load", table).set(to);
          f.get(at).get(to).i32(4).op("i32.add").memory("i32.store", table);
          for (const w of words) word(nextLists[w]!, to).get(own[w]!).memory("i32.store");
          word(nextPlaces, to);
          word(places, i).memory("i32.load").memory("i32.store");
        });
        for (const w of words) swap(lists[w]!, nextLists[w]!);
        swap(places, nextPlaces);
      });
  };
  /** Pushes whether the key before `at` is greater than `own`. */
  const beforeIsGreater = () => {
    f.get(at).i32(4).op("i32.sub").set(to);
    const [least, most] = [0, words.at(-1)!];
    word(lists[most]!, to).memory("i32.load").get(own[most]!).op("i32.gt_u");
    if (least === most) return;
    word(lists[most]!, to).memory("i32.load").get(own[most]!).op("i32.eq");
    word(lists[least]!, to).memory("i32.load").get(own[least]!).op("i32.gt_u", "i32.and", "i32.or");
  };
  const insertion = () =>
    each(4, wholeRow, () => {
      for (const w of words) word(lists[w]!, i).memory("i32.load").set(own[w]!);
      word(places, i).memory("i32.load").set(place);
      f.get(i).set(at);
      f.loop(() => {
        f.get(at).if(beforeIsGreater, () => f.i32(0), "i32");
        f.if(
          () => {
            for (const list of [...lists, places]) {
              word(list, at);
              word(list, to).memory("i32.load").memory("i32.store");
            }
            f.get(to).set(at).i32(1);
          },
          () => f.i32(0),
          "i32",
        );
      });
      for (const w of words) word(lists[w]!, at).get(own[w]!).memory("i32.store");
      word(places, at).get(place).memory("i32.store");
    });

  isLong().if(() => {
    for (const digit of digits) pass(digit);
    f.get(places)
      .get(order)
      .op("i32.ne")
      .if(() =>
        each(0, wholeRow, () => {
          word(order, i);
          word(places, i).memory("i32.load").memory("i32.store");
        }),
      );
  }, insertion);
}

/** Pushes the address of the count of `own`'s digit in the first digit's table. */
function bucket(f: FunctionBuilder, spare: number, own: number, digit: number): void {
  f.get(own)
    .i32(8 * (digit % 4))
    .op("i32.shr_u")
    .i32(buckets - 1)
    .op("i32.and")
    .i32(2)
    .op("i32.shl")
    .get(spare)
    .op("i32.add");
}
