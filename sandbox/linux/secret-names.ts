/** Names that keys and credentials go by. What goes by another name cannot be known: SECURITY.md says so. */

const files = [
	/\.env.*|.*\.env|\.netrc|\.npmrc|\.pypirc|\.git-credentials|\.htpasswd|\.pgpass|\.my\.cnf|\.mylogin\.cnf|\.dockercfg|\.boto|\.s3cfg/,
	/\.terraformrc|.*\.tfstate(?:\.backup)?|\.vault-token|secrets\.ya?ml|\.?rclone\.conf|kubeconfig|.*\.kubeconfig/,
	/id_(?:rsa|dsa|ecdsa|ed25519).*|.*\.(?:pem|key|ppk|p12|pfx|jks|keystore|kdbx|ovpn)/,
	/\.?credentials(?:\.json|\.toml)?|oauth_creds\.json|service-account.*\.json|client_secret.*\.json/,
	// What a browser keeps: passwords, cookies, open sessions.
	/login data|cookies|web data|cookies\.sqlite|key[34]\.db|logins\.json|login\.keychain.*|wallet\.dat/,
	/\.(?:bash|zsh|python|psql|mysql|node_repl)_history/,
];
const folders = [
	/\.skilllite|\.ssh|\.aws|\.gnupg|\.kube|\.docker|\.azure|gcloud|\.password-store|\.mozilla|\.thunderbird|keychains/,
	/\.electrum|\.bitcoin|\.ethereum/,
];
/** Folders that hold secrets only where they are in `.config`. */
const inConfig = [/gh|op|rclone|doctl|solana|google-chrome.*|chromium|bravesoftware|microsoft-edge.*|vivaldi/];

const secretFile = oneOf(files);
const secretFolder = oneOf(folders);
const secretInConfig = oneOf(inConfig);

/** Whether a file of this name holds keys or credentials. */
export function isSecretFile(name: string): boolean {
	return secretFile.test(name);
}

/** Whether a folder of this name does; `parent` is the name of the folder that it is in. */
export function isSecretFolder(name: string, parent: string): boolean {
	return secretFolder.test(name) || isSecretByPlace(name, parent);
}

/** Whether it is the folder around it that makes a name a secret's. */
export function isSecretByPlace(name: string, parent: string): boolean {
	return parent.toLowerCase() === '.config' && secretInConfig.test(name);
}

function oneOf(patterns: readonly RegExp[]): RegExp {
	return new RegExp(`^(?:${patterns.map(({source}) => source).join('|')})$`, 'i');
}
