/** A package index and an npm registry on loopback, over https, with packages made in the test. */

import {createHash} from 'node:crypto';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {makeTgz, makeZip} from '../../skills/sources/archives.ts';
import {type LoopbackHost, startHost} from '../../skills/sources/loopback-https.ts';

export const indexHost = 'index.example.org';
export const filesHost = 'files.example.org';
export const elsewhere = 'elsewhere.example.org';

export interface PythonPackage {
	readonly name: string;
	readonly version: string;
	readonly code: string;
	readonly requires?: readonly string[];
	/** Where its file is said to be. */
	readonly host?: string;
}

/** A wheel of one module. */
export function makeWheel({name, version, code, requires = []}: PythonPackage): Buffer {
	const info = `${name}-${version}.dist-info`;
	const metadata = ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`, ...requires.map(item => `Requires-Dist: ${item}`), ''];
	return makeZip([
		{path: `${name}/__init__.py`, data: code},
		{path: `${info}/METADATA`, data: metadata.join('\n')},
		{path: `${info}/WHEEL`, data: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n'},
		{path: `${info}/RECORD`, data: `${name}/__init__.py,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`},
	]);
}

export interface PackageServer extends LoopbackHost {
	/** Replace a file that is served, by its name. */
	readonly serve: (file: string, bytes: Buffer) => void;
}

/** A simple index whose files are on another host, as public ones are. Source archives are offered too, and would run code. */
export async function startPythonIndex(
	packages: readonly PythonPackage[],
	extra: Readonly<Record<string, Buffer>> = {},
): Promise<PackageServer> {
	const files = new Map(Object.entries(extra));
	for (const item of packages) {
		files.set(`${item.name}-${item.version}-py3-none-any.whl`, makeWheel(item));
	}

	const server = await startHost([indexHost, filesHost, elsewhere], (request, response) => {
		const [, kind, name = ''] = (request.url ?? '').split('/');
		if (kind === 'simple') {
			const offered = [...files.keys()].filter(file => file.toLowerCase().replaceAll('_', '-').startsWith(`${name}-`));
			const links = offered.map(file => `<a href="https://${hostOf(file, packages)}/files/${file}">${file}</a>`);
			answer(
				response,
				offered.length === 0 ? undefined : Buffer.from(`<!DOCTYPE html><html><body>${links.join('\n')}</body></html>`),
				'text/html',
			);
		} else {
			answer(response, files.get(name), 'application/octet-stream');
		}
	});
	return {...server, serve: (file, bytes) => void files.set(file, bytes)};
}

function hostOf(file: string, packages: readonly PythonPackage[]): string {
	return packages.find(({name, version}) => file.startsWith(`${name}-${version}`))?.host ?? filesHost;
}

export interface NodePackage {
	readonly name: string;
	readonly version: string;
	readonly code: string;
	readonly requires?: Readonly<Record<string, string>>;
	readonly scripts?: Readonly<Record<string, string>>;
}

/** A registry whose archives are on another host. */
export async function startNodeRegistry(packages: readonly NodePackage[]): Promise<PackageServer> {
	const files = new Map<string, Buffer>();
	for (const {name, version, code, requires = {}, scripts = {}} of packages) {
		const manifest = {name, version, main: 'index.js', dependencies: requires, scripts};
		files.set(
			`${name}-${version}.tgz`,
			makeTgz([
				{path: 'package/package.json', data: JSON.stringify(manifest)},
				{path: 'package/index.js', data: code},
			]),
		);
	}

	const integrity = new Map([...files].map(([file, bytes]) => [file, `sha512-${createHash('sha512').update(bytes).digest('base64')}`]));
	const server = await startHost([indexHost, filesHost, elsewhere], (request: IncomingMessage, response) => {
		const name = decodeURIComponent((request.url ?? '').split('/').at(-1) ?? '');
		const versions = packages.filter(item => item.name === name);
		if (versions.length === 0) {
			answer(response, files.get(name), 'application/octet-stream');
			return;
		}

		const document = {
			name,
			'dist-tags': {latest: versions.at(-1)?.version},
			versions: Object.fromEntries(
				versions.map(({version, requires = {}, scripts = {}}) => {
					const file = `${name}-${version}.tgz`;
					const dist = {tarball: `https://${filesHost}/files/${file}`, integrity: integrity.get(file)};
					return [version, {name, version, dependencies: requires, scripts, hasInstallScript: Object.keys(scripts).length > 0, dist}];
				}),
			),
		};
		answer(response, Buffer.from(JSON.stringify(document)), 'application/json');
	});
	return {...server, serve: (file, bytes) => void files.set(file, bytes)};
}

function answer(response: ServerResponse, bytes: Buffer | undefined, type: string): void {
	response.writeHead(bytes === undefined ? 404 : 200, {'content-type': type, 'content-length': bytes?.length ?? 0}).end(bytes);
}
