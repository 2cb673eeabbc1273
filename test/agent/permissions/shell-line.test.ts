import {execFileSync, spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {readShellLine} from '../../../source/agent/permissions/shell-line.ts';

function commands(line: string): readonly string[] | 'opaque' {
	const read = readShellLine(line);
	return read.kind === 'opaque' ? 'opaque' : read.commands;
}

test.each<[string, readonly string[]]>([
	['git status', ['git status']],
	['  git   log\t-3 ', ['git log -3']],
	['git add . && git commit -m "two words"', ['git add .', "git commit -m 'two words'"]],
	["git commit -m 'a; rm -rf x $(y)'", ["git commit -m 'a; rm -rf x $(y)'"]],
	['"git status"', ["'git status'"]],
	['g"i"\'t\' log', ['git log']],
	['cat a | sort | uniq -c; echo done', ['cat a', 'sort', 'uniq -c', 'echo done']],
	['npm test &', ['npm test']],
	['one\n\ntwo\n', ['one', 'two']],
	['one &&\n two', ['one', 'two']],
	['make 2>&1 >/dev/null', ['make']],
	['echo x > out.txt', ['echo x', '> out.txt']],
	['sort < in.txt >> logs/out.txt', ['sort', '> logs/out.txt']],
	['> empty.txt', ['> empty.txt']],
	['ls src/*.ts issue#1 HEAD~1 HEAD^', ['ls src/*.ts issue#1 HEAD~1 HEAD^']],
	["echo ''", ["echo ''"]],
])('reads %j', (line, expected) => {
	expect(commands(line)).toEqual(expected);
});

test.each([
	'echo $(rm x)',
	'echo `rm x`',
	'echo "$(rm x)"',
	'echo "`rm x`"',
	'echo $HOME',
	'echo "$HOME"',
	"echo $'\\x41'",
	'(rm x)',
	'{ rm x; }',
	'diff <(a) <(b)',
	'cat <<EOF\nx\nEOF',
	'cat <<< x',
	'echo x > /etc/passwd',
	'echo x > ~/x',
	'echo x > ../x',
	'echo x > a/../../x',
	'echo x > /workspace/../x',
	'echo x >| y',
	'echo x &> y',
	'echo x >& y',
	'cat <> y',
	'a |& b',
	'a ;; b',
	'FOO=1 git log',
	'PATH+=x ls',
	'a[1]=x ls',
	'if true; then rm x; fi',
	'for x in a; do rm x; done',
	'while :; do rm x; done',
	'! rm x',
	'time rm x',
	'function f { rm x; }',
	'f() { rm x; }',
	'[[ -f x ]]',
	'git log \\\n-3',
	'r\\m x',
	'~/bin/x',
	'echo ~',
	'echo {a,b}',
	'echo [a-z]',
	'echo *',
	'/bin/r* x',
	'# comment',
	'echo x # comment',
	'echo x \u00a0y',
	'echo x\ry',
	'echo "a!b"',
	'echo "unclosed',
	"echo 'unclosed",
	'&& rm x',
	'rm x &&',
	'a | | b',
	'a;;',
	'; a',
	'a>b',
	'a2>b',
	'',
	'   ',
	'\n',
	"'' x",
	'echo \u0000',
	"echo '\u001b[2J'",
])('does not read %j', line => {
	expect(commands(line)).toBe('opaque');
});

test('does not read a line that is very long', () => {
	expect(commands(`echo ${'x'.repeat(10_001)}`)).toBe('opaque');
});

test('names what is behind wrappers and folders for rules that deny', () => {
	const aliases = (line: string) => {
		const read = readShellLine(line);
		return read.kind === 'commands' ? read.aliases : [];
	};
	expect(aliases('/bin/rm -rf x')).toContain('rm -rf x');
	expect(aliases('env -i timeout 3 /bin/rm -rf x')).toContain('rm -rf x');
	expect(aliases('git rm x')).toEqual([]);
});

test.each([
	...[
		"sh -c 'rm x'",
		'xargs -n1 bash',
		'eval rm',
		'env python3 -c x',
		'npm test',
		"trap 'rm x' EXIT",
		"compgen -C 'rm x'",
		'hash -p /bin/rm ls',
	],
	...["git -c 'alias.x=!rm x' x", "git rebase --exec 'rm x' HEAD~1", "git config core.pager 'rm x'", "env git -c 'core.pager=rm x' log"],
])('says that %j runs more than it shows', line => {
	expect(readShellLine(line)).toMatchObject({kind: 'commands', isIndirect: true});
});

test.each(['git log --oneline', 'git commit -m rebase-notes', 'git push origin main', 'ls -c', "printf '%s' '$5'"])(
	'says of %j that its words are all there is',
	line => {
		expect(readShellLine(line)).toMatchObject({kind: 'commands', isIndirect: false});
	},
);

describe('a subscript in quotes', () => {
	const run = (line: string) => spawnSync('bash', ['-c', `d=$(mktemp -d); cd "$d"; ${line}; ls; rm -r "$d"`], {encoding: 'utf8'}).stdout;
	test.each([
		"printf -v 'a[$(touch made)]' x",
		"test -v 'a[$(touch made)]'",
		"[ -v 'a[$(touch made)]' ]",
		"read 'a[$(touch made)]' < /dev/null",
		"let 'a[$(touch made)]=1'",
		"builtin printf -v 'a[$(touch made)]' x",
	])('that bash would expand makes %j one that no rule can promise anything about', line => {
		expect(commands(line)).toBe('opaque');
		expect(run(line)).toContain('made');
	});

	test('is a text to other programs', () => {
		expect(commands("grep -e 'a[$]' x")).toEqual(["grep -e 'a[$]' x"]);
	});
});

describe('for lines made at random', () => {
	const pieces = [
		'a',
		'b-c',
		"'q q'",
		'"d d"',
		' ',
		' ',
		'\t',
		';',
		'&&',
		'||',
		'|',
		'&',
		'\n',
		'2',
		'>',
		'<',
		'>&1',
		'$x',
		'\\',
		'#',
		'~',
		'*',
		'=',
		'!',
		'(',
		'{',
		"''",
	];
	let seed = 12_345;
	const next = (count: number) => {
		seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
		return Math.floor((seed / 2_147_483_648) * count);
	};
	const lines = Array.from({length: 6000}, () => Array.from({length: 1 + next(9)}, () => pieces[next(pieces.length)]).join(''));
	// Redirections write files; what bash makes of words is the question here.
	const read = lines
		.map(line => ({line, result: readShellLine(line)}))
		.filter(({line, result}) => result.kind === 'commands' && !/[<>*]/.test(line));

	test('bash runs exactly the commands that were read', () => {
		expect(read.length).toBeGreaterThan(300);
		// Every command is one that is not there: bash hands its words to this function, and what follows `||` must run, too.
		// It writes them in one piece: both ends of a pipe run at once.
		const probe =
			'command_not_found_handle() { local words; printf -v words "%s\\x01" "$@"; printf "%s\\x02" "$words" >> "$OUT"; return "$CODE"; }';
		const script = [probe, ...read.map(({line}, index) => `printf '\\x03${index}\\x02' >> "$OUT"\n${line}\nwait`)].join('\n');
		const output = (code: string) =>
			execFileSync(
				'bash',
				['-c', 'OUT=$(mktemp); export OUT; bash --noprofile --norc -c "$0" 2>/dev/null; cat "$OUT"; rm "$OUT"', script],
				{
					env: {PATH: '/usr/bin:/bin', CODE: code},
					encoding: 'utf8',
					maxBuffer: 100_000_000,
				},
			);
		// With 0 what follows `&&` runs, with 1 what follows `||`: together every command.
		const ran = ['0', '1'].map(output).map(
			text =>
				new Map(
					text
						.split('\u0003')
						.slice(1)
						.map(part => parse(part)),
				),
		);
		for (const [index, {line, result}] of read.entries()) {
			const all = new Set(ran.flatMap(map => map.get(index) ?? []));
			const expected = result.kind === 'commands' ? result.commands : [];
			expect({line, ran: [...all].sort()}).toEqual({line, ran: [...new Set(expected)].sort()});
		}
	});

	function parse(part: string): [number, readonly string[]] {
		const [index = '', ...commands] = part.split('\u0002').slice(0, -1);
		const quoted = (word: string) => (/^[A-Za-z0-9_@%+=:,./^~*?#-]+$/.test(word) ? word : `'${word}'`);
		return [Number(index), commands.map(command => command.split('\u0001').slice(0, -1).map(quoted).join(' '))];
	}
});
