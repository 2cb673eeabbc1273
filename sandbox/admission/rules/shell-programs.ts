/** What a shell script has without asking: builtins of bash, and the tools of the shell profile. */
export const shellPrograms: ReadonlySet<string> = new Set(
	`: . [ [[ alias bg bind break builtin caller cd command compgen complete continue declare dirs disown echo enable eval exec exit export false fc fg getopts hash help history jobs kill let
	local logout mapfile popd printf pushd pwd read readarray readonly return select set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset wait
	bash sh awk base32 base64 basename cat chgrp chmod chown cksum comm cp csplit cut date dd df diff dir dirname du egrep env expand expr factor fgrep find fmt fold gawk grep gunzip gzip head
	hostname id install join jq link ln logname ls md5sum mkdir mkfifo mktemp mv nice nl nohup nproc numfmt od paste pr printenv realpath readlink rev rm rmdir sed seq sha1sum sha256sum sha512sum
	shuf sleep sort split stat stty sum tac tail tar tee time timeout touch tr truncate tsort tty uname unexpand uniq unlink users uuidgen wc which who whoami xargs xxd yes zcat`.split(
		/\s+/,
	),
);
