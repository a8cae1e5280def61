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

// Rational approximations of W. J. Cody ("Rational Chebyshev approximations for the error function", 1969), highest power
// first: erf x / x in x² near 0; erfc x · e^(x²) in x up to 4; beyond, what is left of it after 1 / √π in 1 / x².
const near = {
  over: [0.18577770618460315, 3.1611237438705655, 113.8641541510502, 377.485237685302, 3209.377589138469],
  under: [1, 23.60129095234412, 244.0246379344442, 1282.616526077372, 2844.236833439171],
};
const middle = {
  over: [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
    881.952221241769, 1712.047612634071, 2051.078377826071, 1230.339354797997,
  ],
  under: [
    1, 15.74492611070983, 117.6939508913125, 537.1811018620099, 1621.38957456669, 3290.79923573346,
    4362.619090143247, 3439.367674143722, 1230.339354803749,
  ],
};
const far = {
  over: [
    0.0163153871373021, 0.3053266349612323, 0.3603448999498044, 0.1257817261112292, 0.01608378514874228,
    0.0006587491615298378,
  ],
  under: [
    1, 2.568520192289822, 1.87295284992346, 0.5279051029514285, 0.06051834131244132, 0.002335204976268692,
  ],
};

const polynomial = (x: number, coefficients: readonly number[]): number =>
  coefficients.reduce((sum, c) => sum * x + c, 0);
const ratio = (x: number, { over, under }: typeof near): number => polynomial(x, over) / polynomial(x, under);

/** The error function, to about a unit in f64's last place. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.46875) return x * ratio(x * x, near);
  if (size > 6) return Math.sign(x);
  const rest = size <= 4 ? ratio(size, middle) : tail(size);
  return Number.isNaN(x) ? x : Math.sign(x) * (1 - Math.exp(-size * size) * rest);
}

function tail(x: number): number {
  const z = 1 / (x * x);
  return (1 / Math.sqrt(Math.PI) - z * ratio(z, far)) / x;
}
