import {expect, test} from 'vitest';
import {parsePep508} from '../../../../sandbox/admission/supply-chain/pep508.ts';

/** From the grammar tests and examples of the PEP itself, then what pip takes or refuses beside them. */
const readable: readonly (readonly [text: string, name: string, requirement: string, marker?: string])[] = [
	['A', 'A', ''],
	['A.B-C_D', 'A.B-C_D', ''],
	['aa', 'aa', ''],
	['name', 'name', ''],
	['name<=1', 'name', '<=1'],
	['name>=3', 'name', '>=3'],
	['name>=3,', 'name', '>=3'],
	['name>=3,<2', 'name', '>=3,<2'],
	['name@http://foo.com', 'name', 'http://foo.com'],
	["name [fred,bar] @ http://foo.com ; python_version=='2.7'", 'name', 'http://foo.com', "python_version=='2.7'"],
	["name[quux, strange];python_version<'2.7' and platform_version=='2'", 'name', '', "python_version<'2.7' and platform_version=='2'"],
	["name; os_name=='a' or os_name=='b'", 'name', '', "os_name=='a' or os_name=='b'"],
	["name; os_name=='a' and os_name=='b' or os_name=='c'", 'name', '', "os_name=='a' and os_name=='b' or os_name=='c'"],
	["name; os_name=='a' and (os_name=='b' or os_name=='c')", 'name', '', "os_name=='a' and (os_name=='b' or os_name=='c')"],
	["name; (os_name=='a' or os_name=='b') and os_name=='c'", 'name', '', "(os_name=='a' or os_name=='b') and os_name=='c'"],
	['requests [security,tests] >= 2.8.1, == 2.8.* ; python_version < "2.7"', 'requests', '>=2.8.1,==2.8.*', 'python_version < "2.7"'],
	[
		'pip @ https://github.com/pypa/pip/archive/1.3.1.zip#sha1=da9234ee',
		'pip',
		'https://github.com/pypa/pip/archive/1.3.1.zip#sha1=da9234ee',
	],
	['name (>=1.0,<2)', 'name', '>=1.0,<2'],
	['name ~= 1.4.2', 'name', '~=1.4.2'],
	['name === 1.0-legacy', 'name', '===1.0-legacy'],
	['name != 1.5.*', 'name', '!=1.5.*'],
	['name==1!2.0.post1+local.7', 'name', '==1!2.0.post1+local.7'],
	["name; 'linux' in sys_platform", 'name', '', "'linux' in sys_platform"],
	['name; sys_platform not in "win32 cygwin"', 'name', '', 'sys_platform not in "win32 cygwin"'],
	['name; extra == "dev"', 'name', '', 'extra == "dev"'],
	['name[]', 'name', ''],
];

for (const [text, name, requirement, marker] of readable) {
	test(`reads ${text}`, () => {
		const parsed = parsePep508(text);
		expect(parsed).toMatchObject({name, requirement: {text: requirement}});
		expect(parsed?.marker).toBe(marker);
	});
}

test.each([
	'',
	'-name',
	'name-',
	'_name',
	'name name',
	'name>=',
	'name>=1 <2',
	'name[',
	'name[a,]',
	'name[a b]',
	'name @',
	'name (>=1',
	'name;',
	"name; os_name=='a' and",
	"name; os_name=='a' os_name=='b'",
	'name; unknown_thing == "1"',
	`name; ${'('.repeat(5000)}`,
	'näme',
	'name; python_version < 2.7',
	'name=1.0',
])('refuses %s', text => {
	expect(parsePep508(text)).toBeUndefined();
});

test('tells one exact version from a range and from any', () => {
	const kind = (text: string) => parsePep508(text)?.requirement.kind;
	expect([
		kind('a==1.2'),
		kind('a===1.2'),
		kind('a==1.*'),
		kind('a==1,>0'),
		kind('a>1'),
		kind('a'),
		kind('a @ https://x.example/a.whl'),
	]).toEqual(['exact', 'exact', 'range', 'range', 'range', 'any', 'direct']);
});

test('gives the extras', () => {
	expect(parsePep508('uvicorn[standard, Watch.files]>=0.3')?.extras).toEqual(['standard', 'Watch.files']);
});
