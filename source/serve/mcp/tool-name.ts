import {sha256} from '../../../sandbox/index.ts';

const longest = 64;

/**
The name under which a model calls a server's tool: `mcp__SERVER__TOOL`, of letters that every endpoint takes.

A name that had to be changed for that, or that could be split in two ways, ends with a part of its digest: two tools never get
one name, and a tool has the same name in every session.
*/
export function toolName(server: string, tool: string): string {
	const [first, second] = [server, tool].map(part => part.replaceAll(/[^A-Za-z0-9_-]/g, '_'));
	const name = `mcp__${first}__${second}`;
	const isExact = first === server && second === tool && !`${first}${second}`.includes('__') && !/_$/.test(server) && !/^_/.test(tool);
	if (isExact && name.length <= longest) {
		return name;
	}

	const mark = sha256(`${server}\0${tool}`)
		.replace(/^sha256[:-]/, '')
		.slice(0, 8);
	return `${name.slice(0, longest - mark.length - 1)}_${mark}`;
}

/** The names of all tools of a server, as a rule knows them. */
export function toolsPattern(server: string): string {
	return `mcp__${server.replaceAll(/[^A-Za-z0-9_-]/g, '_')}__*`;
}
