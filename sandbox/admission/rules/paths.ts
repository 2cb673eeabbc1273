/** What a path means for the safety of a machine, from its text alone. */

import {HOLE} from '../parse/value.ts';

export type PathKind =
	/** Keys, passwords, cookies, wallets. */
	| 'secret'
	/** Accounts and settings of the host that no skill needs. */
	| 'host'
	/** The process table, or another process's memory and environment. */
	| 'processes'
	/** Files that make code run later. */
	| 'persistence'
	/** Sockets and devices that lead out of a sandbox. */
	| 'escape'
	/** An absolute path that is none of the above. */
	| 'outside'
	/** Scratch space, devices such as /dev/null, the sandbox's own folders. */
	| 'scratch'
	/** Relative, or not known. */
	| 'inside';

const table: readonly (readonly [PathKind, RegExp])[] = [
	[
		'persistence',
		/(?:^|\/)\.(?:bashrc|bash_profile|bash_login|profile|zshrc|zprofile|zshenv|config\/fish\/config\.fish|xinitrc|xprofile)$/,
	],
	[
		'persistence',
		/(?:^|\/)\.git\/hooks\/|\/(?:LaunchAgents|LaunchDaemons)\/|(?:^|\/)\.config\/(?:autostart|systemd\/user)\/|\.ssh\/(?:authorized_keys|rc)$/,
	],
	[
		'persistence',
		/^\/etc\/(?:cron|systemd\/|init\.d|rc\.local|profile|ld\.so\.preload|bash\.bashrc|zsh\/)|^\/(?:var\/spool\/cron|lib\/systemd|usr\/lib\/systemd)|Start Menu.Programs.Startup/,
	],
	['persistence', /(?:^|\/)\.vscode\/tasks\.json$|(?:sitecustomize|usercustomize)\.py$/],
	[
		'escape',
		/^\/(?:var\/)?run\/(?:docker|containerd|podman|crio)|docker\.sock$|^\/dev\/(?:sd|nvme|mem|kmem|disk|vd|hd)|^\/sys\/(?:fs\/cgroup|kernel)|release_agent$|core_pattern$/,
	],
	[
		'secret',
		/(?:^~?|\/)\.(?:ssh(?:\/|$)|aws(?:\/|$)|gnupg(?:\/|$)|kube(?:\/|$)|azure(?:\/|$)|netrc$|git-credentials$|pypirc$|pgpass$|docker\/config\.json|config\/gcloud|config\/gh\/hosts)/,
	],
	[
		'secret',
		/(?:^|\/)~?\/?\.(?:npmrc$|bash_history$|zsh_history$|password-store|vault-token|claude\/\.credentials|codex\/auth)|(?:^|\/)id_(?:rsa|ed25519|ecdsa|dsa)$/,
	],
	['secret', /^\/etc\/(?:shadow|gshadow|sudoers|ssh\/ssh_host|krb5\.keytab)|^\/(?:run|var\/run)\/secrets/],
	['secret', /(?:Login Data|Cookies|cookies\.sqlite|key[34]\.db|logins\.json|Local State|Web Data)$|\/Keychains(?:\/|$)|login\.keychain/],
	[
		'secret',
		/(?:^|\/)(?:wallet\.dat|\.electrum|\.bitcoin|\.ethereum\/keystore|\.config\/solana|Exodus\/exodus\.wallet)|MetaMask|nkbihfbeogaeaoehlefnkodbefgpgknn/,
	],
	['processes', /^\/proc\/?$|^\/proc\/(?:\d+|\*|\uFFFC)(?:\/|$)|^\/proc\/self\/(?:environ|mem|maps|root)|^\/proc\/kcore/],
	[
		'scratch',
		/^\/dev\/(?:tcp|udp)\/|^\/(?:tmp|var\/tmp|work|workspace|skill)(?:\/|$)|^\/dev\/(?:null|stdin|stdout|stderr|zero|u?random|tty|fd\/)|^\/proc\/(?:self|cpuinfo|meminfo|loadavg|uptime|version|stat|mounts)/,
	],
	[
		'scratch',
		/^\/etc\/(?:os-release|lsb-release|hosts|resolv\.conf|localtime|timezone|ssl\/|mime\.types|debian_version|alpine-release|ca-certificates)|^\/usr\/(?:share\/(?:dict|fonts|zoneinfo)|lib\/os-release)/,
	],
	['host', /^\/etc(?:\/|$)|^\/root(?:\/|$)|^\/boot(?:\/|$)/],
];

/** Classify a path as written in code; `~` and `$HOME` are the home folder. */
export function classifyPath(text: string): PathKind {
	const path = normalised(text);
	if (/\.ssh\/[\w.-]+\.pub$/.test(path)) {
		return 'outside';
	}

	const kind = table.find(([, pattern]) => pattern.test(path))?.[0];
	if (kind) {
		return kind;
	}

	return /^(?:\/.|~\/.|[A-Z]:\\)/.test(path) ? 'outside' : 'inside';
}

const climb = new RegExp(`^${HOLE}?/?(?:\\.\\./)+(?=(?:etc|root|home|proc|var|usr|sys|dev|boot|run)(?:/|$))`);

/** One form for the many ways to write a path: home as `~`, climbing out of every folder as `/`. */
export function normalised(text: string): string {
	const home = text
		.replace(/^file:\/\//, '')
		.replaceAll('\\', '/')
		.replace(/^(?:\$HOME|\$\{HOME\}|%USERPROFILE%|\/root|\/home\/[^/]+|\/Users\/[^/]+)(?=\/|$)/, '~')
		.replaceAll(/\/{2,}/g, '/')
		.replaceAll(/\/\.(?=\/|$)/g, '');
	// A climb that ends in a folder of the root: `../../../etc/passwd`, also behind something unknown or a folder it leaves again.
	return collapsed(home).replace(climb, '/');
}

function collapsed(path: string): string {
	const parts: string[] = [];
	for (const part of path.split('/')) {
		const last = parts.at(-1);
		if (part === '..' && last !== undefined && last !== '' && last !== '..' && last !== HOLE && last !== '~') {
			parts.pop();
		} else if (!(part === '..' && last === '' && parts.length === 1)) {
			parts.push(part);
		}
	}

	return parts.join('/') || path;
}

/** Whether a variable's name sounds like a key or a password. */
export function isSecretVariable(name: string): boolean {
	return (
		/(?:^|_)(?:API_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|PWD|CREDENTIALS?|PRIVATE)(?:_|$)|^AWS_|_PAT$|^(?:DATABASE|DB|REDIS|MONGO\w*|POSTGRES\w*)_UR[IL]$/i.test(
			name,
		) &&
		name !== 'PWD' &&
		name !== 'OLDPWD'
	);
}
