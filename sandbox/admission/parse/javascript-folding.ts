/** What calls of JavaScript give for constant arguments: decoders, string methods, paths. Undefined for everything else. */

import {bytesToText, decodeBase64, decodeHex, decodePercent, decompress} from './decode.ts';
import type {CallShape} from './evaluation.ts';
import {joinPaths} from './python-folding.ts';
import {concatenate, HOLE, isExact, noTaints, taintsOf, textValue, unknown, type Value, withTaints} from './value.ts';

const encodings: Record<string, (text: string) => string | undefined> = {
	base64: decodeBase64,
	base64url: decodeBase64,
	hex: decodeHex,
	latin1: text => text,
	binary: text => text,
	utf8: text => text,
};

/** The folded result of a call, or undefined. */
export function foldJavaScriptCall({callee, args}: CallShape): Value | undefined {
	const first = args[0] ?? unknown;
	switch (callee.name) {
		case 'atob':
			return decoded(decodeBase64, first);
		case 'unescape':
		case 'decodeURIComponent':
		case 'decodeURI':
			return isExact(first) ? textValue(decodePercent(first.text), first.taints) : undefined;
		case 'Buffer.from':
		case 'buffer.Buffer.from':
			return fromBuffer(first, args[1]);
		case 'String.fromCharCode':
		case 'String.fromCodePoint':
			return fromCodes(args);
		case 'zlib.inflateSync':
		case 'zlib.gunzipSync':
		case 'zlib.inflateRawSync':
		case 'zlib.unzipSync':
			return decoded(decompress, first);
		case 'path.join':
		case 'path.resolve':
		case 'path.posix.join':
			return joinPaths(args);
		case 'path.dirname':
		case 'process.cwd':
			return textValue(HOLE, first.taints);
		case 'os.homedir':
			return textValue('~');
		case 'os.tmpdir':
			return textValue('/tmp');
		case 'String':
		case 'URL':
		case 'Request':
		case 'path.normalize':
			return first;
		case 'util.promisify':
			return first;
		default:
			return foldMethod(callee.method ?? '', callee.receiver, args);
	}
}

function decoded(decode: (text: string) => string | undefined, value: Value): Value {
	const taints = withTaints(value.taints, ['decoded']);
	const text = isExact(value) ? decode(value.text) : undefined;
	return text === undefined ? {taints} : textValue(text, taints);
}

function fromBuffer(value: Value, encoding: Value | undefined): Value | undefined {
	if (value.items) {
		return fromCodes(value.items);
	}

	const name = encoding?.text ?? 'utf8';
	const decode = encodings[name];
	return decode && name !== 'utf8'
		? decoded(decode, value)
		: value.text === undefined
			? undefined
			: {text: value.text, taints: value.taints};
}

function fromCodes(codes: readonly Value[]): Value {
	const taints = withTaints(taintsOf(codes), ['decoded']);
	if (codes.length === 0 || codes.some(code => code.number === undefined || code.number < 0 || code.number > 0x10ffff)) {
		return {taints};
	}

	return textValue(codes.map(code => String.fromCodePoint(Math.trunc(code.number ?? 0))).join(''), taints);
}

function foldMethod(method: string, receiver: Value | undefined, args: readonly Value[]): Value | undefined {
	if (!receiver) {
		return undefined;
	}

	return receiver.items ? foldListMethod(method, receiver, receiver.items, args) : foldTextMethod(method, receiver, args);
}

function foldListMethod(method: string, receiver: Value, items: readonly Value[], args: readonly Value[]): Value | undefined {
	switch (method) {
		case 'join': {
			const separator = textValue(args[0]?.text ?? ',', noTaints);
			return concatenate(separator.text === '' ? items : items.flatMap((item, index) => (index === 0 ? [item] : [separator, item])));
		}
		case 'reverse':
		case 'toReversed':
			return {items: items.toReversed(), taints: receiver.taints};
		case 'concat':
			return {items: [...items, ...args.flatMap(argument => argument.items ?? [argument])], taints: taintsOf([receiver, ...args])};
		case 'map':
			return args[0]?.name === 'String.fromCharCode' ? {items: items.map(item => fromCodes([item])), taints: receiver.taints} : undefined;
		default:
			return undefined;
	}
}

function foldTextMethod(method: string, receiver: Value, args: readonly Value[]): Value | undefined {
	const {text} = receiver;
	if (text === undefined) {
		return undefined;
	}

	const [first, second] = args;
	switch (method) {
		case 'toString':
			return first?.text === undefined || first.text.startsWith('utf') ? textValue(bytesToText(text), receiver.taints) : undefined;
		case 'trim':
		case 'normalize':
			return receiver;
		case 'toLowerCase':
			return textValue(text.toLowerCase(), receiver.taints);
		case 'toUpperCase':
			return textValue(text.toUpperCase(), receiver.taints);
		case 'concat':
			return concatenate([receiver, ...args]);
		case 'split':
			return isExact(receiver) && first?.text !== undefined
				? {items: text.split(first.text).map(part => textValue(part)), taints: receiver.taints}
				: undefined;
		case 'replace':
		case 'replaceAll':
			return isExact(first) && isExact(second)
				? textValue(text.replaceAll(first.text, second.text), withTaints(receiver.taints, ['built']))
				: undefined;
		default:
			return undefined;
	}
}
