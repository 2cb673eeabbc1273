/** What a denied system call was after, in the words of the envelope's `denied` records. */
export type DenialKind = 'network' | 'exec' | 'file' | 'syscall';

const kinds = new Map<string, DenialKind>([
	...kindOf('network', 'socket socketpair connect bind listen accept accept4 sendto sendmsg sendmmsg recvmsg recvmmsg setsockopt'),
	...kindOf('exec', 'execve execveat fork vfork clone clone3'),
	...kindOf('file', 'open openat creat chmod fchmod fchmodat mknod mknodat name_to_handle_at open_by_handle_at'),
]);

/** The kind of a denied call, by its name. */
export function denialKind(name: string): DenialKind {
	return kinds.get(name) ?? 'syscall';
}

function kindOf(kind: DenialKind, names: string): readonly (readonly [string, DenialKind])[] {
	return names.split(' ').map(name => [name, kind]);
}
