// Scalar meanings that JavaScript's own functions miss.

/** IEEE's power: 1 to anything is 1, and so is -1 to an infinity. */
export function pow(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
  return a ** b;
}

/** The remainder with the divisor's sign. */
export function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}
