/** C4: code that is chosen or made while running, and names that are hidden from a reader. */

import type {Match, Rule} from '../findings.ts';
import type {Call, CodeUnit} from '../parse/code.ts';
import {evalCalls} from '../parse/eval-calls.ts';
import {isExact} from '../parse/value.ts';
import {inCalls, inUnit, type RuleFile} from './rule-file.ts';

const evaluateText: Rule = {
	id: 'SL-DYNAMIC-001',
	class: 'C4',
	severity: 'medium',
	message: 'Runs a text as code with %s.',
	remedy: 'Parse the text as data, or call the functions by name.',
	references: ['CWE-95'],
};

const evaluateInput: Rule = {
	...evaluateText,
	id: 'SL-DYNAMIC-002',
	severity: 'high',
	message: 'Runs what comes from outside as code with %s.',
};

const importByCall: Rule = {
	...evaluateText,
	id: 'SL-DYNAMIC-003',
	message: 'Gets at the module %s by a call instead of an import.',
	remedy: 'Import the module with an import statement.',
	references: ['CWE-470'],
};

const hiddenName: Rule = {
	...importByCall,
	id: 'SL-DYNAMIC-004',
	severity: 'high',
	message: 'Puts the name %s together from pieces before using it, which hides it from a reader.',
	remedy: 'Write the name out.',
	references: ['CWE-506'],
};

const memberByText: Rule = {
	...importByCall,
	id: 'SL-DYNAMIC-005',
	message: 'Takes a function of %s by a name that is only known at run time.',
	remedy: 'Call the function by its name.',
};

const patchBuiltin: Rule = {
	...evaluateText,
	id: 'SL-DYNAMIC-006',
	message: 'Replaces %s for all code that runs after it.',
	remedy: 'Wrap the function under a name of its own.',
	references: ['CWE-913'],
};

const climbToBuiltins: Rule = {
	...evaluateText,
	id: 'SL-DYNAMIC-007',
	severity: 'high',
	message: 'Climbs from an ordinary object to the built-in functions (%s).',
	remedy: 'Call the function by its name.',
	references: ['CWE-913'],
};

const powerfulModules = new Set([
	'os',
	'subprocess',
	'builtins',
	'socket',
	'shutil',
	'ctypes',
	'sys',
	'importlib',
	'pty',
	'urllib',
	'http',
	'requests',
	'multiprocessing',
	'posix',
	'child_process',
	'process',
	'global',
	'globalThis',
	'window',
]);
const patchable = /^(?:builtins|__builtins__|__builtin__|fs|child_process|http|https|net|module|Module)(?:\.prototype)?$/;
const imports = new Set(['__import__', 'importlib.import_module', 'require', 'import', 'process.getBuiltinModule']);

export const dynamicCode: RuleFile = {
	rules: [evaluateText, evaluateInput, importByCall, hiddenName, memberByText, patchBuiltin, climbToBuiltins],
	match: skill =>
		inCalls(skill, (call, unit) => [
			...evaluated(call, unit),
			...imported(call, unit),
			...lookedUp(call, unit),
			...unnamed(call, unit, skill.texts.get(unit.file) ?? ''),
			...patched(call, unit),
			...climbed(call, unit),
		]),
};

function evaluated(call: Call, unit: CodeUnit): readonly Match[] {
	const code = evalCalls.has(call.name) ? call.args.at(call.name === 'Function' ? -1 : 0) : undefined;
	if (!code) {
		return [];
	}

	// A text that is written out is read as code of its own; it is worth a question when it reaches for more.
	if (isExact(code) && !/__\w+__|import|require|process|exec|eval/.test(code.text)) {
		return [];
	}

	return [inUnit(code.taints.has('input') ? evaluateInput : evaluateText, unit, call.place, call.name)];
}

function imported(call: Call, unit: CodeUnit): readonly Match[] {
	const [target] = call.args;
	if (!imports.has(call.name) || !target) {
		return [];
	}

	if (isExact(target) && target.taints.has('built') && !/^[./]/.test(target.text)) {
		return [inUnit(hiddenName, unit, call.place, target.text)];
	}

	// What Node itself brings has a handful of names, and nobody works them out.
	if (!isExact(target) && target.text?.startsWith('node:')) {
		return [inUnit(hiddenName, unit, call.place, target.text)];
	}

	// `__import__(name)` mostly asks whether a package is there; what a name from outside may hold is another matter.
	const named =
		(isExact(target) && powerfulModules.has(target.text.split('.')[0] ?? '')) ||
		target.taints.has('input') ||
		target.taints.has('download') ||
		target.taints.has('decoded');
	return call.name === '__import__' && call.used && named ? [inUnit(importByCall, unit, call.place, target.text ?? '')] : [];
}

function lookedUp(call: Call, unit: CodeUnit): readonly Match[] {
	const [base, key] = call.args;
	if (call.name !== '<member>' || base?.name === undefined || !key || !powerfulModules.has(base.name)) {
		return [];
	}

	if (isExact(key)) {
		return key.taints.has('built') || key.taints.has('decoded') ? [hiddenMember(unit, call, base.name, key.text)] : [];
	}

	return unit.language === 'python' ? [inUnit(memberByText, unit, call.place, base.name)] : [];
}

/** What starts programs, runs text or sends: nobody puts these names together to save a word. */
const reaching = /^(?:system|popen|exec\w*|spawn\w*|eval|fork|fetch|Function|check_output|Popen|urlopen|XMLHttpRequest|WebSocket)$/;

function hiddenMember(unit: CodeUnit, call: Call, base: string, name: string): Match {
	const match = inUnit(hiddenName, unit, call.place, `${base}.${name}`);
	return reaching.test(name) && unit.layer === 'code' ? {...match, severity: 'critical'} : match;
}

/** `getattr(__import__(a), b)` where neither name stands there: a reader cannot tell what is called. */
function unnamed({name, args, place}: Call, unit: CodeUnit, text: string): readonly Match[] {
	const isBoth = name === '<member>' && unit.language === 'python' && unit.depth === 0 && !isExact(args[1]);
	return isBoth && /^getattr\(\s*(?:__import__|importlib\.import_module)\(\s*[^"'\s]/.test(text.slice(place.start, place.end))
		? [{...inUnit(memberByText, unit, place, 'a module'), severity: 'high'}]
		: [];
}

function patched(call: Call, unit: CodeUnit): readonly Match[] {
	const isSetattr = call.name === 'setattr';
	const [base, key] = call.args;
	if (
		(!isSetattr && call.name !== '<assign>') ||
		base?.name === undefined ||
		!patchable.test(base.name) ||
		(base.name === 'module' && key?.text === 'exports')
	) {
		return [];
	}

	return [inUnit(patchBuiltin, unit, call.place, `${base.name}.${key?.text ?? '…'}`)];
}

function climbed(call: Call, unit: CodeUnit): readonly Match[] {
	const chain = `${call.name} ${methodsOf(call)}`;
	const climbs = /__subclasses__/.test(chain) && /__(?:mro|base|bases|class)__/.test(chain);
	return climbs || /__globals__\./.test(call.name)
		? [inUnit(climbToBuiltins, unit, call.place, climbs ? '__subclasses__' : '__globals__')]
		: [];
}

/** The members on the way to a call on something without a name: `().__class__.__base__.__subclasses__`. */
function methodsOf(call: Call): string {
	const path: string[] = [];
	for (let value = call.receiver; value; value = value.receiver) {
		path.push(value.method ?? '');
	}

	return path.join(' ');
}
