/**
The host rules of a policy: which host and port may be asked for, and which resolved address may be dialled.

Pure. Deny wins over allow, in both questions.
*/

import {PolicyError} from '../base/errors.ts';
import type {Policy} from '../policy.ts';
import {type Address, type Block, containsAddress, parseBlock} from './ip-address.ts';
import {type AddressClass, carriedAddress, classifyAddress, openableClasses} from './addresses.ts';
import {type Host, parseHost} from './host-name.ts';

type Match =
	| {readonly kind: 'name'; readonly name: string}
	/** Every name below `suffix`, which starts with a dot; not the name itself. */
	| {readonly kind: 'below'; readonly suffix: string}
	| {readonly kind: 'block'; readonly block: Block};

export interface HostRule {
	/** As it stands in the policy. */
	readonly text: string;
	readonly match: Match;
	/** Undefined is every port; only deny rules can say that. */
	readonly port: number | undefined;
}

export interface HostRules {
	readonly allow: readonly HostRule[];
	readonly deny: readonly HostRule[];
}

export type HostDecision =
	| {readonly allowed: true; readonly rule: HostRule}
	| {readonly allowed: false; readonly reason: 'denied' | 'not-allowed'};

/**
Read the canonical rules of a policy (`host:443`, `*.example.org:443`, `192.0.2.0/24:443`, `[2001:db8::]/32:443`; deny rules also `:*`).

Throws a PolicyError for a rule that is not exactly one of these: numeric spellings, blocks with bits beyond their prefix, odd labels.
*/
export function parseHostRules(network: Policy['network']): HostRules {
	return {
		allow: network.allow.map(text => parseRule(text, false)),
		deny: network.deny.map(text => parseRule(text, true)),
	};
}

/**
Whether a host may be asked for at all, before anything is resolved.

A name needs a rule for names, an address a rule for addresses: a name that
resolves into an allowed block is still a name nobody allowed.
*/
export function decideHost(rules: HostRules, host: Host, port: number): HostDecision {
	if (rules.deny.some(rule => coversHost(rule, host, port))) {
		return {allowed: false, reason: 'denied'};
	}

	// An exact rule before a wildcard: lookups under a wildcard are rationed.
	const covering = rules.allow.filter(rule => coversHost(rule, host, port));
	const rule = covering.find(({match}) => match.kind !== 'below') ?? covering[0];
	return rule ? {allowed: true, rule} : {allowed: false, reason: 'not-allowed'};
}

/**
Why a resolved address may not be dialled, or undefined when it may.

An address that is not public is opened only by an allow rule for a block that
lies within the special-purpose block: `0.0.0.0/0:443` opens no private network.
*/
export function refusalOfAddress(
	rules: HostRules,
	address: Address,
	port: number,
	own: readonly Address[],
): 'denied' | `address-${Exclude<AddressClass, 'public'>}` | undefined {
	const carried = carriedAddress(address);
	if (rules.deny.some(rule => coversAddress(rule, address, port) || (carried && coversAddress(rule, carried, port)))) {
		return 'denied';
	}

	const {class: addressClass, block} = classifyAddress(address, own);
	if (addressClass === 'public') {
		return undefined;
	}

	const isOpened =
		openableClasses.has(addressClass) &&
		rules.allow.some(
			rule => coversAddress(rule, address, port) && rule.match.kind === 'block' && block && rule.match.block.prefix >= block.prefix,
		);
	return isOpened ? undefined : `address-${addressClass}`;
}

/** Whether every host and port that the allow rule `inner` matches is matched by the allow rule `outer`; both canonical. */
export function coversRule(outer: string, inner: string): boolean {
	const [wide, narrow] = [parseRule(outer, false), parseRule(inner, false)];
	if (wide.port !== narrow.port) {
		return false;
	}

	switch (narrow.match.kind) {
		case 'name':
			return coversName(wide.match, narrow.match.name);
		case 'below':
			return wide.match.kind === 'below' && narrow.match.suffix.endsWith(wide.match.suffix);
		case 'block':
			return (
				wide.match.kind === 'block' &&
				wide.match.block.prefix <= narrow.match.block.prefix &&
				containsAddress(wide.match.block, narrow.match.block.base)
			);
	}
}

function parseRule(text: string, isDeny: boolean): HostRule {
	const parts = /^(.+):([1-9]\d{0,4}|\*)$/.exec(text);
	const match = parts?.[1] === undefined ? undefined : parseMatch(parts[1]);
	const port = parts?.[2] === '*' ? undefined : Number(parts?.[2]);
	if (!match || (port === undefined ? !isDeny : port > 65_535)) {
		throw new PolicyError('policy', `Cannot use the security policy: network has a rule that names no host: ${JSON.stringify(text)}.`, {
			hint: 'Write for example "api.example.org:443", "*.example.org:443" or "192.0.2.0/24:443".',
		});
	}

	return {text, match, port};
}

function parseMatch(text: string): Match | undefined {
	const bracketed = /^\[([^\]]+)\](\/\d+)?$/.exec(text);
	if (bracketed) {
		return blockMatch(`${bracketed[1]}${bracketed[2] ?? ''}`, 6);
	}

	if (text.includes('/')) {
		return blockMatch(text, 4);
	}

	const isWildcard = text.startsWith('*.');
	const host = parseHost(isWildcard ? text.slice(2) : text);
	if (host?.kind === 'name') {
		return isWildcard ? {kind: 'below', suffix: `.${host.text}`} : {kind: 'name', name: host.text};
	}

	return host && !isWildcard ? blockMatch(host.text, 4) : undefined;
}

function blockMatch(text: string, family: 4 | 6): Match | undefined {
	const block = parseBlock(text);
	return block?.base.family === family ? {kind: 'block', block} : undefined;
}

function coversHost(rule: HostRule, host: Host, port: number): boolean {
	if (host.kind === 'address') {
		return coversAddress(rule, host.address, port);
	}

	return coversPort(rule, port) && coversName(rule.match, host.text);
}

function coversName(match: Match, name: string): boolean {
	return match.kind === 'name' ? match.name === name : match.kind === 'below' && name.endsWith(match.suffix);
}

function coversAddress(rule: HostRule, address: Address, port: number): boolean {
	return rule.match.kind === 'block' && coversPort(rule, port) && containsAddress(rule.match.block, address);
}

function coversPort(rule: HostRule, port: number): boolean {
	return rule.port === undefined || rule.port === port;
}
