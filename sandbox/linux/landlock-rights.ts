/** Sets of LANDLOCK_ACCESS_FS_* bits, as the kernel numbers them (include/uapi/linux/landlock.h). */

const execute = 1 << 0;
const writeFile = 1 << 1;
const readFile = 1 << 2;
const readFolder = 1 << 3;
const removeFolder = 1 << 4;
const removeFile = 1 << 5;
const makeFolder = 1 << 7;
const makeFile = 1 << 8;
const makeLink = 1 << 12;
const refer = 1 << 13;
const truncate = 1 << 14;

export const landlockRights = {
	readFile,
	read: readFile | readFolder,
	run: readFile | readFolder | execute,
	write: readFile | readFolder | writeFile | removeFolder | removeFile | makeFolder | makeFile | makeLink | refer | truncate,
	device: readFile | writeFile,
} as const;
