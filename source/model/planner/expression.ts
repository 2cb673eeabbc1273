/** Arithmetic as a tree, and as text again. */

export type Operator = '+' | '-' | '*' | '/' | '^' | 'mod';

export type Expression =
	/** `digits` where a whole number has more than `value` can hold. */
	| {readonly kind: 'number'; readonly value: number; readonly digits?: string}
	| {readonly kind: 'constant'; readonly name: 'pi'}
	| {readonly kind: 'negative'; readonly of: Expression}
	| {readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression}
	| {readonly kind: 'call'; readonly name: string; readonly argument: Expression}
	| {readonly kind: 'percent'; readonly percent: Expression; readonly of: Expression};

/** Write an expression out, with no more brackets than it needs; `power` is how the reader of it spells powers. */
export function writeExpression(expression: Expression, power: '^' | '**' = '**', within = 0): string {
	switch (expression.kind) {
		case 'number':
			return bracketed(expression.digits ?? String(expression.value), expression.value < 0 && within > 3);
		case 'constant':
			return expression.name;
		case 'negative':
			return `-${writeExpression(expression.of, power, 5)}`;
		case 'call':
			return `${expression.name}(${writeExpression(expression.argument, power)})`;
		case 'percent':
			return bracketed(`${writeExpression(expression.percent, power, 2)} / 100 * ${writeExpression(expression.of, power, 3)}`, within > 2);
		case 'binary': {
			const strength = strengths[expression.operator];
			// Powers bind to the right, all others to the left.
			const [left, right] = expression.operator === '^' ? [strength + 1, strength] : [strength, strength + 1];
			const sign = expression.operator === '^' ? power : expression.operator === 'mod' ? '%' : expression.operator;
			return bracketed(
				`${writeExpression(expression.left, power, left)} ${sign} ${writeExpression(expression.right, power, right)}`,
				within > strength,
			);
		}
	}
}

const strengths: Record<Operator, number> = {'+': 1, '-': 1, '*': 2, '/': 2, mod: 2, '^': 4};

function bracketed(text: string, needed: boolean): string {
	return needed ? `(${text})` : text;
}
