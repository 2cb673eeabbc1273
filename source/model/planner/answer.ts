/** Says the result of a tool the way a person would want to read it: the value alone where there is one. */

const smallObject = 12;
/** Fields that hold the result when all others only repeat the question. */
const resultFields = ['result', 'answer', 'output', 'value', 'text', 'report', 'markdown', 'content'];

/** A tool's output as plain text: "405" for `{"result":405}`, strings as they are, small objects as lines. */
export function sayResult(content: string): string {
	const text = content.trim();
	if (text === '' || text === '(no output)') {
		return 'Done. The skill printed nothing.';
	}

	const value = parse(text);
	return value === undefined ? text : sayValue(value);
}

/** A failed tool in one sentence. */
export function sayFailure(name: string, content: string): string {
	const value = parse(content.trim());
	const reason = isRecord(value) && typeof value.error === 'string' ? value.error : (content.trim().split('\n')[0] ?? '');
	if (reason === '') {
		return `${name} failed.`;
	}

	const sentence = /[.!?]$/.test(reason) ? reason : `${reason}.`;
	return sentence.toLowerCase().includes(name.toLowerCase()) ? sentence : `${name} failed: ${sentence}`;
}

function sayValue(value: unknown): string {
	if (!isRecord(value)) {
		return isScalar(value) ? String(value) : JSON.stringify(value, null, 2);
	}

	const entries = Object.entries(value);
	const [only] = entries;
	if (entries.length === 1 && only && resultFields.includes(only[0])) {
		return sayValue(only[1]);
	}

	return entries.length > 0 && entries.length <= smallObject && entries.every(([, member]) => isScalar(member))
		? lines(entries)
		: JSON.stringify(value, null, 2);
}

function lines(entries: readonly (readonly [string, unknown])[]): string {
	const width = Math.max(...entries.map(([key]) => key.length)) + 1;
	return entries.map(([key, member]) => `${`${key}:`.padEnd(width)} ${String(member)}`).join('\n');
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text, exactIntegers) as unknown;
	} catch {
		return undefined; // plain text is an answer too
	}
}

/** Whole numbers beyond 2^53 keep all their digits. */
function exactIntegers(_key: string, value: unknown, context?: {readonly source?: string}): unknown {
	return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value;
}

function isScalar(value: unknown): boolean {
	return value === null || typeof value !== 'object';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
