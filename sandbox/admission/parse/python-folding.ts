/** What calls of Python give for constant arguments: decoders, string methods, paths. Undefined for everything else. */

import type {CallShape} from './evaluation.ts';
import {bytesToText, decodeBase64, decodeHex, decodePercent, decodeRot13, decompress, unescapeLiteral} from './decode.ts';
import {canonicalPython, samePath} from './python-names.ts';
import {concatenate, HOLE, isExact, noTaints, shapeOf, taintsOf, textValue, unknown, type Value, withTaints} from './value.ts';

type Decoder = (text: string) => string | undefined;

const decoders: Record<string, Decoder> = {
	'base64.b64decode': decodeBase64,
	'base64.standard_b64decode': decodeBase64,
	'base64.urlsafe_b64decode': decodeBase64,
	'base64.decodebytes': decodeBase64,
	'base64.decodestring': decodeBase64,
	'binascii.a2b_base64': decodeBase64,
	'base64.b16decode': decodeHex,
	'bytes.fromhex': decodeHex,
	'bytearray.fromhex': decodeHex,
	'binascii.unhexlify': decodeHex,
	'binascii.a2b_hex': decodeHex,
	'zlib.decompress': decompress,
	'gzip.decompress': decompress,
	'urllib.parse.unquote': decodePercent,
};

const codecs: Record<string, Decoder> = {
	base64: decodeBase64,
	hex: decodeHex,
	zlib: decompress,
	zip: decompress,
	rot13: decodeRot13,
	rot_13: decodeRot13,
	unicode_escape: unescapeLiteral,
};

/** The folded result of a call, or undefined. */
export function foldPythonCall({callee, args}: CallShape): Value | undefined {
	const {name = '', receiver, method = ''} = callee;
	const first = args[0] ?? unknown;
	const decode = decoders[name];
	if (decode) {
		return decoded(decode, first);
	}

	if (name === 'codecs.decode' || (method === 'decode' && codecOf(args[0]))) {
		const codec = codecOf(name === 'codecs.decode' ? args[1] : args[0]);
		return codec ? decoded(codec, name === 'codecs.decode' ? first : (receiver ?? unknown)) : undefined;
	}

	return foldName(name, args) ?? foldMethod(method, receiver, args);
}

function codecOf(value: Value | undefined): Decoder | undefined {
	return codecs[(value?.text ?? '').toLowerCase().replace(/_?codec$/, '')];
}

function decoded(decode: Decoder, value: Value): Value {
	const taints = withTaints(value.taints, ['decoded']);
	const text = isExact(value) ? decode(value.text) : undefined;
	return text === undefined ? {taints} : textValue(text, taints);
}

function foldName(name: string, args: readonly Value[]): Value | undefined {
	const first = args[0] ?? unknown;
	if (samePath.has(name)) {
		return first.items ? charactersOf(first) : first.text === undefined ? undefined : {...first, name: undefined};
	}

	switch (name) {
		case 'chr':
		case 'unichr':
			return first.number === undefined ? undefined : characterOf(first);
		case 'ord':
			return isExact(first) ? {number: first.text.codePointAt(0), taints: first.taints} : undefined;
		case 'int':
			return isExact(first) ? {number: Number.parseInt(first.text, args[1]?.number ?? 10), taints: first.taints} : first;
		case 'list':
		case 'tuple':
			return first.items || first.text !== undefined ? itemsOf(first) : undefined;
		case 'reversed':
			return itemsOf(first).items ? {items: itemsOf(first).items?.toReversed(), taints: first.taints} : undefined;
		case 'map':
			return first.name === 'chr' && args[1]?.items ? {items: args[1].items.map(characterOf), taints: args[1].taints} : undefined;
		case 'os.path.join':
			return joinPaths(args);
		case 'pathlib.Path':
			return {...(args.length > 0 ? joinPaths(args) : textValue('.')), name: 'pathlib.Path()'};
		case 'urllib.request.Request':
			return {...(args[0] ?? unknown), name: 'urllib.request.Request()', taints: taintsOf(args)};
		case 'pathlib.Path.home':
			return {...textValue('~'), name: 'pathlib.Path()'};
		case 'os.path.dirname':
		case 'os.getcwd':
		case 'pathlib.Path.cwd':
			return textValue(HOLE, first.taints);
		case 'tempfile.gettempdir':
			return textValue('/tmp');
		case 'os.getenv':
		case 'os.environ.get':
			return first.text === 'HOME' ? textValue('~') : undefined;
		default:
			return undefined;
	}
}

function foldMethod(method: string, receiver: Value | undefined, args: readonly Value[]): Value | undefined {
	const text = receiver?.text;
	if (!receiver || text === undefined) {
		return undefined;
	}

	const taints = taintsOf([receiver, ...args]);
	const [first, second] = args;
	switch (method) {
		case 'decode':
			return textValue(bytesToText(text), taints);
		case 'encode':
		case 'strip':
		case 'lstrip':
		case 'rstrip':
		case 'expanduser':
		case 'resolve':
		case 'absolute':
		case 'as_posix':
			return {...receiver, taints};
		case 'lower':
			return textValue(text.toLowerCase(), taints);
		case 'upper':
			return textValue(text.toUpperCase(), taints);
		case 'replace':
			return isExact(first) && isExact(second)
				? textValue(text.replaceAll(first.text, second.text), withTaints(taints, ['built']))
				: undefined;
		case 'join':
			return first?.items ? concatenate(between(first.items, receiver)) : textValue(HOLE, taints);
		case 'joinpath':
			return {...joinPaths([receiver, ...args]), name: receiver.name};
		case 'format':
			return format(text, args, /\{[^{}]*\}/g);
		case 'split':
			return isExact(receiver) ? {items: text.split(first?.text ?? /\s+/).map(part => textValue(part)), taints} : undefined;
		default:
			return undefined;
	}
}

/** `text % values` and `text.format(values)`, a HOLE where a value is not known. */
export function format(text: string, values: readonly Value[], pattern = /%[-+0 #]*\d*(?:\.\d+)?[a-zA-Z]/g): Value {
	let index = 0;
	const filled = text.replaceAll(pattern, () => {
		const value = values[index];
		index += 1;
		return shapeOf(value);
	});
	return textValue(filled, withTaints(taintsOf(values), filled.includes(HOLE) ? [] : ['built']));
}

/** Parts of a path with `/` between them; an absolute part starts anew. */
export function joinPaths(parts: readonly Value[]): Value {
	let joined = '';
	for (const part of parts) {
		const text = shapeOf(part);
		joined =
			text.startsWith('/') || text.startsWith('~') || joined === '' || joined === '.' ? text : `${joined.replace(/\/$/, '')}/${text}`;
	}

	return textValue(joined, taintsOf(parts));
}

/** The members of a text or list, each as a value. */
export function itemsOf(value: Value): Value {
	if (value.items || !isExact(value) || value.text.length > 10_000) {
		return value;
	}

	return {items: [...value.text].map(character => textValue(character)), taints: value.taints};
}

/** The attribute of a module or object under its canonical name. */
export function renamed(value: Value): Value {
	const name = value.name === undefined ? undefined : canonicalPython(value.name);
	return name === value.name ? value : {...value, name};
}

function characterOf(value: Value): Value {
	const {number} = value;
	return number !== undefined && number >= 0 && number <= 0x10ffff
		? textValue(String.fromCodePoint(Math.trunc(number)), withTaints(value.taints, ['decoded']))
		: {taints: value.taints};
}

function charactersOf(value: Value): Value | undefined {
	const items = value.items ?? [];
	return items.length > 0 && items.every(item => item.number !== undefined) ? concatenate(items.map(characterOf)) : undefined;
}

function between(items: readonly Value[], separator: Value): readonly Value[] {
	return separator.text === '' ? items : items.flatMap((item, index) => (index === 0 ? [item] : [{...separator, taints: noTaints}, item]));
}

/** Operators on whole numbers, by their sign. */
export const arithmetic: Record<string, (left: number, right: number) => number> = {
	'+': (left, right) => left + right,
	'-': (left, right) => left - right,
	'*': (left, right) => left * right,
	'//': (left, right) => Math.floor(left / right),
	'%': (left, right) => ((left % right) + right) % right,
	// Bitwise operators of JavaScript work on 32 bits; characters are all that is decoded this way.
	'^': (left, right) => left ^ right,
	'&': (left, right) => left & right,
	'|': (left, right) => left | right,
	'>>': (left, right) => left >> right,
	'<<': (left, right) => left << right,
};
