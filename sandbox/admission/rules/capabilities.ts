/** What code can do, with its evidence. A capability is never a finding; it feeds the policy that is proposed. */

import type {Call, CodeUnit, Command} from '../parse/code.ts';
import {type NameSet, names} from '../parse/name-set.ts';
import {evalCalls} from '../parse/eval-calls.ts';
import {HOLE, type Value} from '../parse/value.ts';
import type {CapabilityKind} from '../report.ts';
import {hostOfCall, hostOfCommand} from './hosts.ts';
import {listenCalls, networkCalls} from './names.ts';
import {shellPrograms} from './shell-programs.ts';

/** A capability and its place as an offset; `detail` is undefined when only the call is known. */
export interface Use {
	readonly kind: CapabilityKind;
	readonly detail: string | undefined;
	/** The call or command, for a capability without a detail. */
	readonly call: string;
	readonly unit: CodeUnit;
	readonly start: number;
}

interface Entry {
	readonly kind: CapabilityKind;
	readonly calls: NameSet;
	/** The argument that says what it is about; 0 unless said. */
	readonly argument?: number;
	readonly detail: 'text' | 'host' | 'call' | 'receiver';
}

const modes = /[wax+]/;

const entries: readonly Entry[] = [
	{kind: 'network', calls: networkCalls, detail: 'host'},
	{kind: 'listen', calls: listenCalls, detail: 'host'},
	{
		kind: 'read',
		calls:
			names(`open os.open os.listdir os.scandir os.walk os.readlink glob.glob glob.iglob fileinput.input linecache.getline linecache.getlines shutil.copy shutil.copy2 shutil.copyfile
			shutil.copytree shutil.move pandas.read_csv pandas.read_excel pandas.read_json numpy.load fs.readFile fs.readFileSync fs.createReadStream fs.readdir fs.readdirSync fs.opendir fs.opendirSync
			fs.open fs.openSync fs.copyFile fs.copyFileSync fs.cp fs.cpSync fs.readlink fs.readlinkSync Deno.readTextFile Deno.readFile Bun.file`),
		detail: 'text',
	},
	{
		kind: 'read',
		calls: names(
			'pathlib.Path().read_text pathlib.Path().read_bytes pathlib.Path().open pathlib.Path().iterdir pathlib.Path().glob pathlib.Path().rglob ?.read_text ?.read_bytes ?.iterdir ?.rglob',
		),
		detail: 'receiver',
	},
	{
		kind: 'write',
		calls:
			names(`os.mkdir os.makedirs os.chmod os.chown os.truncate os.mkfifo fs.writeFile fs.writeFileSync fs.appendFile fs.appendFileSync fs.createWriteStream fs.mkdir fs.mkdirSync
			fs.chmod fs.chmodSync fs.outputFile fs.outputFileSync fs.outputJson fs.writeJson Deno.writeTextFile Deno.writeFile Bun.write`),
		detail: 'text',
	},
	{
		kind: 'write',
		calls:
			names(`shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move os.rename os.replace os.symlink os.link os.renames fs.rename fs.renameSync fs.copyFile fs.copyFileSync
			fs.cp fs.cpSync fs.symlink fs.symlinkSync fs.link fs.linkSync`),
		argument: 1,
		detail: 'text',
	},
	{
		kind: 'write',
		calls: names(
			'pathlib.Path().write_text pathlib.Path().write_bytes pathlib.Path().mkdir pathlib.Path().touch pathlib.Path().chmod pathlib.Path().symlink_to ?.write_text ?.write_bytes',
		),
		detail: 'receiver',
	},
	{
		kind: 'delete',
		calls: names(
			'os.remove os.unlink os.rmdir os.removedirs shutil.rmtree fs.unlink fs.unlinkSync fs.rm fs.rmSync fs.rmdir fs.rmdirSync rimraf Deno.remove',
		),
		detail: 'text',
	},
	{kind: 'delete', calls: names('pathlib.Path().unlink pathlib.Path().rmdir ?.unlink'), detail: 'receiver'},
	{kind: 'dynamic-code', calls: evalCalls, detail: 'call'},
	{
		kind: 'dynamic-code',
		calls:
			names(`compile __import__ importlib.import_module importlib.reload importlib.util.spec_from_file_location importlib.machinery.SourceFileLoader runpy.run_path runpy.run_module
			marshal.loads pickle.loads pickle.load dill.loads imp.load_source module.Module()`),
		detail: 'call',
	},
	{
		kind: 'env',
		calls: names('os.getenv os.environ.get os.environ.pop os.environ.setdefault os.environb.get process.env.get'),
		detail: 'text',
	},
	{kind: 'native', calls: names('ctypes.* _ctypes.* cffi.FFI process.dlopen ffi-napi.Library ffi.Library koffi.load'), detail: 'call'},
	{
		kind: 'system-info',
		calls:
			names(`platform.* os.uname os.getlogin getpass.getuser pwd.getpwuid pwd.getpwnam pwd.getpwall grp.getgrall socket.gethostname socket.getfqdn uuid.getnode psutil.cpu_percent
			psutil.virtual_memory psutil.disk_usage psutil.net_if_addrs os.hostname os.userInfo os.networkInterfaces os.cpus os.release os.totalmem os.freemem`),
		detail: 'call',
	},
	{
		kind: 'process',
		calls:
			names(`os.fork os.forkpty pty.fork os.kill os.killpg os.setuid os.setgid os.setreuid multiprocessing.Process multiprocessing.Pool multiprocessing.Manager
			concurrent.futures.ProcessPoolExecutor concurrent.futures.process.ProcessPoolExecutor psutil.process_iter psutil.pids psutil.Process process.kill cluster.fork ctypes.library.fork
			ctypes.library.kill ctypes.library.ptrace`),
		detail: 'call',
	},
];

/** Functions that need more than one process. */
export const forkCalls =
	names(`os.fork os.forkpty pty.fork multiprocessing.Process multiprocessing.Pool multiprocessing.Manager concurrent.futures.ProcessPoolExecutor
	concurrent.futures.process.ProcessPoolExecutor cluster.fork ctypes.library.fork`);

const networkPrograms = new Set([
	'curl',
	'wget',
	'nc',
	'ncat',
	'netcat',
	'socat',
	'ssh',
	'scp',
	'sftp',
	'rsync',
	'ftp',
	'telnet',
	'dig',
	'nslookup',
	'host',
	'ping',
	'aws',
	'gcloud',
]);

/** Everything that the code of a skill can do. A function of one shell script that another sources is no program. */
export function usesOfAll(units: readonly CodeUnit[]): readonly Use[] {
	const functions = new Set(units.flatMap(unit => [...unit.functions]));
	return units.flatMap(usesOf).filter(use => !(use.kind === 'exec' && use.unit.language === 'bash' && functions.has(use.detail ?? '')));
}

/** Everything that the code of a unit can do. */
export function usesOf(unit: CodeUnit): readonly Use[] {
	return [...unit.calls.flatMap(call => usesOfCall(call, unit)), ...unit.commands.flatMap(command => usesOfCommand(command, unit))];
}

function usesOfCall(call: Call, unit: CodeUnit): readonly Use[] {
	const found = entries.filter(entry => entry.calls.has(call.name)).map(entry => useOf(entry, call, unit));
	const isOpen = /^(?:open|pathlib\.Path\(\)\.open|fs\.open(?:Sync)?)$/.test(call.name);
	const isMethod = call.name.startsWith('pathlib');
	const mode = call.keywords.get('mode') ?? call.args[isMethod ? 0 : 1];
	if (isOpen && mode?.text !== undefined && modes.test(mode.text)) {
		return [{kind: 'write', detail: known(isMethod ? call.receiver : call.args[0]), call: call.name, unit, start: call.place.start}];
	}

	return found;
}

function useOf(entry: Entry, call: Call, unit: CodeUnit): Use {
	return {kind: entry.kind, detail: detailOf(entry, call), call: call.name.replace(/^\?\./, ''), unit, start: call.place.start};
}

function detailOf(entry: Entry, call: Call): string | undefined {
	switch (entry.detail) {
		case 'text':
			return known(call.args[entry.argument ?? 0]);
		case 'receiver':
			return known(call.receiver);
		case 'host':
			return hostOfCall(call);
		default:
			return undefined;
	}
}

function usesOfCommand(command: Command, unit: CodeUnit): readonly Use[] {
	const {name} = command;
	const start = command.place.start;
	const network: Use[] =
		name !== undefined && networkPrograms.has(name) ? [{kind: 'network', detail: hostOfCommand(command), call: name, unit, start}] : [];
	const socket = command.redirects
		.map(redirect => /^\/dev\/(?:tcp|udp)\/([^/]+)\/(\d+)/.exec(redirect.target.text ?? ''))
		.find(match => match !== null);
	if (socket) {
		network.push({kind: 'network', detail: `${socket[1]}:${socket[2]}`, call: '/dev/tcp', unit, start});
	}

	// In a shell script the common tools are there without being asked for; started from other code, every program needs a grant.
	if (name === undefined) {
		return command.program.text === undefined || command.program.text.includes(HOLE)
			? [{kind: 'exec', detail: undefined, call: 'a program that the code names at run time', unit, start}]
			: [];
	}

	const isGiven =
		unit.language === 'bash' &&
		(shellPrograms.has(name) || unit.functions.has(name) || /^(?:\.{0,2}\/|~)/.test(command.program.text ?? ''));
	const isProgram = /^[a-z0-9][\w.+-]*$/i.test(name);
	return isGiven || !isProgram ? network : [{kind: 'exec', detail: name, call: name, unit, start}, ...network];
}

/** A text that is known at least in part, without the unknown parts at its ends. */
function known(value: Value | undefined): string | undefined {
	const text = value?.text ?? '';
	return text.replaceAll(HOLE, '') === '' ? undefined : text.replaceAll(HOLE, '…');
}
