/**
What every process on a Mac needs before it gets to its own work, and no more: the linker, the system's libraries, a few
devices and facts about the processor. None of it is the user's.

Mach services are none: what they would tell (users, preferences) a run must not know, and what it would send them (logs,
notifications, keychain questions) leaves the sandbox. The C library goes on without them.
*/

/** Folders that libraries are read and mapped from. */
export const libraryFolders: readonly string[] = [
	'/usr/lib',
	'/System/Library/Frameworks',
	'/System/Library/PrivateFrameworks',
	'/System/Library/SubFrameworks',
	'/System/Library/dyld',
	// Since macOS 13 the linker's shared cache lies here.
	'/System/Cryptexes/App',
	'/System/Cryptexes/OS',
	'/System/Volumes/Preboot/Cryptexes/App/System',
	'/System/Volumes/Preboot/Cryptexes/OS',
	'/private/var/db/dyld',
];

/** Folders of tables: time zones, locales, Unicode. */
export const tableFolders: readonly string[] = [
	'/private/var/db/timezone',
	'/usr/share/zoneinfo',
	'/usr/share/zoneinfo.default',
	'/usr/share/locale',
	'/usr/share/icu',
];

/**
The root folder itself, whose names the linker wants to read: since macOS 26 nothing starts without (SIGABRT). Nothing below
it comes with it.
*/
export const readFiles: readonly string[] = ['/', '/System/Library/CoreServices/SystemVersion.plist'];

/** Links of the system on the way to paths that are allowed; where they lead is a rule of its own. */
export const knownLinks: readonly string[] = ['/etc', '/tmp', '/var', '/private', '/private/etc/localtime'];

export const readDevices: readonly string[] = ['/dev/null', '/dev/zero', '/dev/random', '/dev/urandom'];

/** Processor, memory size and version: what runtimes ask for when they start. No process list, no routes, no uptime. */
export const sysctlNames: readonly string[] = [
	'hw.activecpu',
	'hw.byteorder',
	'hw.cacheconfig',
	'hw.cachelinesize',
	'hw.cachelinesize_compat',
	'hw.cpufamily',
	'hw.cpufrequency',
	'hw.cpufrequency_compat',
	'hw.cputype',
	'hw.l1dcachesize_compat',
	'hw.l1icachesize_compat',
	'hw.l2cachesize_compat',
	'hw.l3cachesize_compat',
	'hw.logicalcpu',
	'hw.logicalcpu_max',
	'hw.machine',
	'hw.memsize',
	'hw.ncpu',
	'hw.nperflevels',
	'hw.packages',
	'hw.pagesize',
	'hw.pagesize_compat',
	'hw.physicalcpu',
	'hw.physicalcpu_max',
	'hw.tbfrequency_compat',
	'hw.vectorunit',
	'kern.argmax',
	// Without it uname() fails, and with that Node's `os` and Python's `platform`.
	'kern.hostname',
	'kern.maxfilesperproc',
	'kern.osproductversion',
	'kern.osrelease',
	'kern.ostype',
	'kern.osvariant_status',
	'kern.osversion',
	'kern.secure_kernel',
	'kern.usrstack64',
	'kern.version',
	'machdep.cpu.brand_string',
	'sysctl.proc_cputype',
	'vm.loadavg',
];

export const sysctlPrefixes: readonly string[] = ['hw.optional.', 'hw.perflevel'];
