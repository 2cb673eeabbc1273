/** Reads arithmetic from tokens by recursive descent: sums of products of powers, from wherever the caller says. */

import type {Expression, Operator} from './expression.ts';

const functions = ['sqrt', 'sin', 'cos', 'tan', 'log', 'log2', 'log10', 'ln', 'exp', 'abs', 'round', 'floor', 'ceil', 'factorial'];

/** The expression that begins at `from` and goes on as far as it makes sense; `to` is behind it. Undefined when none begins there. */
export function parseExpression(
	tokens: readonly string[],
	from: number,
): {readonly to: number; readonly expression: Expression} | undefined {
	let at = from;
	const take = (token: string) => {
		const taken = tokens[at] === token;
		at += taken ? 1 : 0;
		return taken;
	};

	/** One level of binary operators; a dangling operator is left to the words around. */
	function level(operators: Readonly<Record<string, Operator>>, next: () => Expression | undefined): Expression | undefined {
		let left = next();
		while (left) {
			const before = at;
			const operator = operators[tokens[at] ?? ''];
			at += operator === undefined ? 0 : 1;
			const right: Expression | undefined = operator === undefined ? undefined : next();
			if (operator === undefined || right === undefined) {
				at = before;
				return left;
			}

			left = {kind: 'binary', operator, left, right};
		}

		return undefined;
	}

	const sum = (): Expression | undefined => level({'+': '+', '-': '-'}, product);
	const product = (): Expression | undefined => level({'*': '*', '/': '/', mod: 'mod', '%': 'mod'}, share);

	function share(): Expression | undefined {
		const percent = signed();
		if (percent && tokens[at] === '%' && tokens[at + 1] === 'of') {
			const before = at;
			at += 2;
			const of = share();
			if (of) {
				return {kind: 'percent', percent, of};
			}

			at = before;
		}

		return percent;
	}

	function signed(): Expression | undefined {
		if (take('-')) {
			const of = signed();
			return of && (of.kind === 'number' && of.digits === undefined ? {kind: 'number', value: -of.value} : {kind: 'negative', of});
		}

		return power();
	}

	function power(): Expression | undefined {
		const base = primary();
		const before = at;
		if (base && take('^')) {
			const exponent = signed();
			if (exponent) {
				return {kind: 'binary', operator: '^', left: base, right: exponent};
			}

			at = before;
		}

		return base;
	}

	function primary(): Expression | undefined {
		const token = tokens[at] ?? '';
		if (take('(')) {
			const inner = sum();
			return inner && take(')') ? inner : undefined;
		}

		if (/^[\d.]/.test(token) && Number.isFinite(Number(token))) {
			at++;
			return numberOf(token);
		}

		if (token === 'pi' || token === 'π') {
			at++;
			return {kind: 'constant', name: 'pi'};
		}

		return functions.includes(token) ? call(token) : undefined;
	}

	function call(name: string): Expression | undefined {
		at++;
		take('of');
		const argument = primary();
		return argument && {kind: 'call', name, argument};
	}

	const expression = sum();
	return expression && {to: at, expression};
}

function numberOf(token: string): Expression {
	const value = Number(token);
	return /^\d+$/.test(token) && !Number.isSafeInteger(value) ? {kind: 'number', value, digits: token} : {kind: 'number', value};
}
