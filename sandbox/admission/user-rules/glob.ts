/**
A glob as a pattern of whole paths: `*` and `?` within a folder, `**` across folders, `{a,b}` for either.

Names that begin with a dot are no exception: where a rule looks, nothing hides.
*/
export function globPattern(glob: string): RegExp {
	const source = glob.replace(/\*\*\/|\*\*|[*?{},]|[\\^$.|+()[\]]/g, token => tokens[token] ?? `\\${token}`);
	return new RegExp(`^${source}$`, 'i');
}

const tokens: Readonly<Record<string, string>> = {
	'**/': '(?:[^/]+/)*',
	'**': '.*',
	'*': '[^/]*',
	'?': '[^/]',
	'{': '(?:',
	',': '|',
	'}': ')',
};
