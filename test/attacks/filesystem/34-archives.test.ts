/** Item 34: archives whose entries have absolute names or climb, unpacked by a skill that does not look. */

import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity, type Identity} from '../identity.ts';
import {bash, type Payload, python} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';

/** Names of entries that would land in a folder of the host, at a name of its own. */
function namesFor(folder: string): readonly string[] {
	const up = '../'.repeat(12);
	return [
		join(folder, 'absolute'),
		`${up}${join(folder, 'climbed').slice(1)}`,
		`inside/../../../../../../../../..${join(folder, 'winding')}`,
		'../beside',
	];
}

/** Unpacks by hand what Python's own modules would refuse, as careless skills do; and by the modules, with every check off. */
const inPython = (folder: string, base: string): Payload =>
	python(`
		import io, os, tarfile, zipfile
		os.makedirs(base := '${base}', exist_ok=True)
		os.chdir(base)
		base = os.getcwd()
		tar, zipped = io.BytesIO(), io.BytesIO()
		with tarfile.open(fileobj=tar, mode='w') as archive, zipfile.ZipFile(zipped, 'w') as second:
		    for name in ${JSON.stringify(namesFor(folder))}:
		        entry = tarfile.TarInfo(name)
		        entry.size = 7
		        archive.addfile(entry, io.BytesIO(b'planted'))
		        second.writestr(name + '-zip', 'planted')
		    link = tarfile.TarInfo('link')
		    link.type, link.linkname = tarfile.SYMTYPE, '${folder}'
		    archive.addfile(link)
		    through = tarfile.TarInfo('link/through')
		    through.size = 7
		    archive.addfile(through, io.BytesIO(b'planted'))
		    good = tarfile.TarInfo('good/file.txt')
		    good.size = 6
		    archive.addfile(good, io.BytesIO(b'honest'))
		with tarfile.open(fileobj=io.BytesIO(tar.getvalue())) as archive:
		    for member in archive.getmembers():
		        try:
		            target = member.name if member.name.startswith('/') else os.path.join(base, member.name)
		            os.makedirs(os.path.dirname(target), exist_ok=True)
		            if member.issym():
		                os.symlink(member.linkname, target)
		            else:
		                open(target, 'wb').write(archive.extractfile(member).read())
		            if hasattr(tarfile, 'fully_trusted_filter'):
		                archive.extract(member, base, filter='fully_trusted')
		            else:
		                archive.extract(member, base)
		        except OSError as error:
		            print('refused:', error)
		with zipfile.ZipFile(io.BytesIO(zipped.getvalue())) as second:
		    for name in second.namelist():
		        try:
		            open(os.path.join(base, name), 'wb').write(second.read(name))
		        except OSError as error:
		            print('refused:', error)
		print('good:', open(base + '/good/file.txt').read())
	`);

const planted = (folder: string) => readdirSync(folder).filter(name => name !== 'base');

eachIdentity('Python unpacks an archive that climbs, and all of it stays in its scratch folder', async identity => {
	const control = placeFolder(identity);
	await runBare(identity, inPython(control, join(control, 'base')));
	expect(planted(control).sort()).toEqual(expect.arrayContaining(['absolute', 'climbed', 'winding', 'through']));
	const folder = placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid});
	const {stdout} = await attack(identity, inPython(folder, 'unpacked'));
	expect(planted(folder)).toEqual([]);
	expect(stdout).toContain('good: honest');
});

/** An archive that tar itself made, with names that tar only keeps when it is told to. */
function placeArchive(identity: Identity, folder: string): string {
	const source = placeFolder(identity, {file: 'planted', 'good.txt': 'honest'});
	const names = namesFor(folder);
	execFileSync('tar', [
		'-cPf',
		join(source, 'archive.tar'),
		'-C',
		source,
		...names.flatMap(name => ['--transform', `s|^file$|${name}|`]).slice(0, 2),
		'file',
		'good.txt',
	]);
	return source;
}

eachIdentity(
	'a shell unpacks it with every check of tar off, and where it may write nothing lands outside',
	async identity => {
		const owner = {uid: identity.sandboxUid, gid: identity.sandboxUid};
		const folder = placeFolder(owner);
		const archive = placeArchive(identity, folder);
		execFileSync('tar', ['-xPf', join(archive, 'archive.tar'), '-C', archive]);
		expect(planted(folder)).toEqual(['absolute']);
		rmSync(join(folder, 'absolute'));
		const workspace = placeFolder(owner, {'out/x': ''});
		execFileSync('cp', [join(archive, 'archive.tar'), join(workspace, 'out')]);
		const payload = bash(`
			cd /workspace/out; tar -xPf archive.tar; tar -xf archive.tar good.txt
			mkdir deep; cd deep; ln -s ${folder} link; echo planted > link/through; echo planted > ../../../beside; echo planted > ${folder}/written
			cat ../good.txt
		`);
		const {stdout} = await attack(identity, payload, {policy: {filesystem: {write: ['out']}}, workspace});
		expect(planted(folder)).toEqual([]);
		expect([existsSync(join(workspace, 'beside')), existsSync(join(workspace, '..', 'beside'))]).toEqual([false, false]);
		expect([readFileSync(join(workspace, 'out', 'good.txt'), 'utf8'), stdout.includes('honest')]).toEqual(['honest', true]);
	},
	{bwrapOnly: 'it grants no writing'},
);
