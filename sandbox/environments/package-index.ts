/** The package index that the user's own pip or npm uses: asked, never assumed. */

import {ConfigError} from '../base/errors.ts';
import {toDisplay} from '../base/display.ts';
import {classifyAddress, openableClasses} from '../egress/addresses.ts';
import {formatAddress, parseAddress} from '../egress/ip-address.ts';
import {type Resolver, systemResolver} from '../egress/outbound.ts';
import {pythonBinary} from '../linux/interpreters.ts';
import {findProgram} from '../linux/toolbox.ts';
import {askForLines, askProgram} from './ask.ts';

export interface PackageIndex {
	/** With the user's own credential where it has one: it goes to the index and nowhere else. */
	readonly url: string;
	/** Host file of certificate authorities, where the user named one. */
	readonly certificates: string | undefined;
}

/** Throws a ConfigError for an index that is not https, or where pip cannot say. */
export function pythonIndex(): PackageIndex {
	const python = pythonBinary();
	const settings = new Map(askForLines(python, ['-m', 'pip', 'config', 'list']).map(parseSetting));
	const named = (key: string) => [':env:', 'install', 'download', 'global'].map(section => settings.get(`${section}.${key}`)).find(Boolean);
	const url = named('index-url') ?? askProgram(python, ['-c', 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)']);
	return {url: checkedIndex(url, 'pip'), certificates: named('cert')};
}

/** Throws a ConfigError for a registry that is not https, or where npm cannot say. */
export function nodeIndex(): PackageIndex {
	const npm = findProgram('npm') ?? 'npm';
	const [url, certificates] = ['registry', 'cafile'].map(key => askProgram(npm, ['config', 'get', key]));
	const isNamed = certificates !== undefined && !['null', 'undefined'].includes(certificates);
	return {url: checkedIndex(url, 'npm'), certificates: isNamed ? certificates : undefined};
}

/**
The egress rules for an index: its name, and its addresses where they are not public.

A mirror inside a company has a private address, which no name alone opens; that the user's own settings name it is the
person's word for it. Loopback and metadata addresses stay closed whatever stands here.
*/
export async function rulesOfIndex({url}: PackageIndex, resolve: Resolver = systemResolver): Promise<readonly string[]> {
	const {hostname, port} = new URL(url);
	// A name that has none is said by the installer.
	const answers = await resolve(hostname).catch(() => []);
	const addresses = answers.flatMap(text => parseAddress(text) ?? []);
	const closed = addresses.filter(address => openableClasses.has(classifyAddress(address, []).class));
	const blocks = closed.map(address => (address.family === 4 ? `${formatAddress(address)}/32` : `[${formatAddress(address)}]/128`));
	return [hostname, ...blocks].map(host => `${host}:${port || '443'}`);
}

/** `global.index-url='https://…'` */
function parseSetting(line: string): [string, string] {
	const at = line.indexOf('=');
	return [line.slice(0, at), line.slice(at + 1).replace(/^'(.*)'$/, '$1')];
}

function checkedIndex(text: string | undefined, program: string): string {
	const url = URL.parse(text ?? '');
	if (url?.protocol !== 'https:') {
		const what = text === undefined ? `${program} does not say which index it uses` : `the index of ${program} is not https`;
		const shown = url === null ? '' : ` (${toDisplay(url.host)})`;
		throw new ConfigError(`Cannot install packages: ${what}${shown}.`, {hint: `See: ${program} config list`});
	}

	return url.href;
}
