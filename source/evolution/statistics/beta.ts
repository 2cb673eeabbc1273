/** The Beta distribution in log space: what every interval and test of this folder is made of. */

const lanczos = [
	0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
	-0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of the gamma function, for x > 0 (Lanczos, g = 7; relative error below 1e-13). */
export function logGamma(x: number): number {
	if (x < 0.5) {
		return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
	}

	const shifted = x - 1;
	const base = shifted + 7.5;
	const series = lanczos.reduce((sum, coefficient, index) => sum + (index === 0 ? coefficient : coefficient / (shifted + index)), 0);
	return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series);
}

/** Natural logarithm of the beta function. */
export function logBeta(a: number, b: number): number {
	return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** P(X ≤ x) for X ~ Beta(a, b): the regularised incomplete beta function. */
export function betaCdf(x: number, a: number, b: number): number {
	if (x <= 0) {
		return 0;
	}

	if (x >= 1) {
		return 1;
	}

	const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
	// The fraction converges quickly only on this side of the mean.
	return x < (a + 1) / (a + b + 2) ? (front * continuedFraction(x, a, b)) / a : 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

/** The x at which `betaCdf` reaches `probability`, to 1e-9: Newton's steps, and halves where one would leave the bracket. */
export function betaQuantile(probability: number, a: number, b: number): number {
	let low = 0;
	let high = 1;
	let x = a / (a + b);
	const scale = logBeta(a, b);
	while (high - low > 1e-9) {
		const beyond = betaCdf(x, a, b) - probability;
		if (beyond < 0) {
			low = x;
		} else {
			high = x;
		}

		const next = x - beyond / Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - scale);
		const isInside = next > low && next < high;
		if (isInside && Math.abs(next - x) < 1e-10) {
			return next;
		}

		x = isInside ? next : (low + high) / 2;
	}

	return (low + high) / 2;
}

const tiny = 1e-300;
const precision = 1e-15;

/** Lentz's method. */
function continuedFraction(x: number, a: number, b: number): number {
	let c = 1;
	let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
	let fraction = d;
	for (let m = 1; m <= 300; m += 1) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / nonZero(1 + even * d);
		c = nonZero(1 + even / c);
		fraction *= d * c;
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / nonZero(1 + odd * d);
		c = nonZero(1 + odd / c);
		const step = d * c;
		fraction *= step;
		if (Math.abs(step - 1) < precision) {
			break;
		}
	}

	return fraction;
}

function nonZero(value: number): number {
	return Math.abs(value) < tiny ? tiny : value;
}
