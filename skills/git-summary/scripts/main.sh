#!/usr/bin/env bash
# Summarises a git repository: one JSON request on standard input, one JSON answer on standard output.
#
# No process substitution, here-documents or here-strings: they need /dev/fd or temporary files,
# and the sandbox has neither for bash. Pipes do.

set -uo pipefail
export LC_ALL=C

# The repository's own configuration is not trusted: what could start a program is overridden.
# checkStat: owners and inodes look different inside the sandbox, and would make git read every file again.
settings=(
	core.fsmonitor=false
	core.hooksPath=/dev/null
	core.attributesFile=/dev/null
	core.pager=cat
	core.quotePath=false
	core.checkStat=minimal
	diff.external=
	diff.ignoreSubmodules=all
	log.showSignature=false
	protocol.allow=never
	safe.directory='*'
)
export GIT_CONFIG_COUNT=${#settings[@]}
for index in "${!settings[@]}"; do
	export "GIT_CONFIG_KEY_$index=${settings[index]%%=*}"
	export "GIT_CONFIG_VALUE_$index=${settings[index]#*=}"
done
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
export GIT_CONFIG_GLOBAL="$here/../assets/git.config"
export GIT_CONFIG_NOSYSTEM=1 GIT_OPTIONAL_LOCKS=0 GIT_NO_LAZY_FETCH=1 GIT_TERMINAL_PROMPT=0 GIT_PAGER=cat

most_changed=200
most_authors=20
most_tags=10
field=$'\037'

# Set `string` to the JSON string of $1; bytes above 0x7f stay as they are.
quote() {
	string=$1
	string=${string//\\/\\\\}
	string=${string//\"/\\\"}
	string=${string//$'\n'/\\n}
	string=${string//$'\t'/\\t}
	string=\"${string//[$'\001'-$'\037'$'\177']/?}\"
}

fail() {
	quote "$1"
	printf '{"error":%s}\n' "$string"
	exit 1
}

# Set `value` and `kind` (string, other, none) to a member of the request, which is one flat object.
member() {
	local pattern="\"$1\"[[:space:]]*:[[:space:]]*(\"(([^\"\\\\]|\\\\.)*)\"|[^][:space:],}\"]+|\\[)"
	value='' kind=none
	if [[ $request =~ $pattern ]]; then
		value=${BASH_REMATCH[1]} kind=other
		if [[ $value == \"* ]]; then
			value=${BASH_REMATCH[2]} kind=string
			value=${value//\\\//\/}
			value=${value//\\\"/\"}
			value=${value//\\\\/\\}
		fi
	fi
}

read_request() {
	local trailing='[^[:space:]]' object='^[[:space:]]*\{.*\}[[:space:]]*$'
	IFS= read -r -d '' request || true
	[[ $request =~ $trailing ]] || request='{}'
	[[ $request =~ $object ]] || fail 'The input must be a JSON object.'

	member path
	[[ $kind == other ]] && fail '"path" must be a string.'
	folder=${value:-.}
	member commits
	[[ $kind == none ]] && value=10
	[[ $value =~ ^(0|[1-9][0-9]{0,2})$ && $value -le 200 ]] || fail '"commits" must be a whole number from 0 to 200.'
	commits=$value
	member since
	[[ $kind == other ]] && fail '"since" must be a string.'
	since=$value
}

enter_repository() {
	local problem
	[[ $folder == -* ]] && folder=./$folder
	cd "$folder" 2>/dev/null || fail "\"$folder\" is not a folder of the workspace."
	if ! problem=$(git rev-parse --is-inside-work-tree 2>&1); then
		case $problem in
			*'not a git repository'*) fail "\"$folder\" is not in a git repository." ;;
			*) fail "git cannot read the repository: ${problem##*fatal: }." ;;
		esac
	fi
	[[ $problem == true ]] || fail "\"$folder\" is not a working tree."
}

# A comma-separated JSON list of what the function $1 prints for each NUL-ended record of the input, $2 at most.
list() {
	local record count=0
	printf '['
	while IFS= read -r -d '' record; do
		if ((count < $2)); then
			((count > 0)) && printf ','
			"$1" "$record"
		fi
		((count += 1))
	done
	printf ']'
}

commit_entry() {
	local hash=${1%%"$field"*} rest=${1#*"$field"}
	local date=${rest%%"$field"*}
	rest=${rest#*"$field"}
	local author
	quote "${rest%%"$field"*}"
	author=$string
	quote "${rest#*"$field"}"
	printf '{"hash":"%s","date":"%s","author":%s,"subject":%s}' "${hash#$'\n'}" "$date" "$author" "$string"
}

author_entry() {
	local trimmed=${1#"${1%%[0-9]*}"}
	quote "${trimmed#*$'\t'}"
	printf '{"name":%s,"commits":%d}' "$string" "${trimmed%%$'\t'*}"
}

change_entry() {
	quote "${1:3}"
	printf '{"status":"%s","path":%s}' "${1:0:2}" "$string"
}

string_entry() {
	quote "$1"
	printf '%s' "$string"
}

# git's own lines as NUL-ended records.
records() {
	tr '\n' '\0'
}

summary() {
	local branch upstream counts head total ahead=null behind=null changes changed clean=true
	branch=$(git symbolic-ref --quiet --short HEAD) && quote "$branch" && branch=$string || branch=null
	head=$(git rev-parse --verify --quiet --short=12 HEAD) || head=''
	total=0
	[[ -n $head ]] && total=$(git rev-list --count HEAD 2>/dev/null || echo 0)
	if upstream=$(git rev-parse --abbrev-ref --symbolic-full-name '@{upstream}' 2>/dev/null); then
		counts=$(git rev-list --left-right --count 'HEAD...@{upstream}' 2>/dev/null) && ahead=${counts%%$'\t'*} behind=${counts##*$'\t'}
		quote "$upstream"
		upstream=$string
	else
		upstream=null
	fi

	# Without renames a record is one path.
	changed=$(git status --porcelain=v1 -z --no-renames --ignore-submodules=all --untracked-files=normal | list change_entry "$most_changed") ||
		fail 'git cannot compare the working tree.'
	[[ $changed == '[]' ]] || clean=false
	printf '{"branch":%s,"head":' "$branch"
	[[ -n $head ]] && printf '"%s"' "$head" || printf 'null'
	printf ',"upstream":%s,"ahead":%s,"behind":%s,"total_commits":%d,"clean":%s,"commits":' "$upstream" "$ahead" "$behind" "$total" "$clean"
	if [[ -z $head ]]; then
		printf '[],"authors":[],"changed":%s,"tags":[]}\n' "$changed"
		return
	fi

	git log -z --max-count="$commits" ${since:+"--since=$since"} --no-show-signature \
		--format="%h$field%aI$field%an$field%s" --abbrev=12 HEAD | list commit_entry 200
	printf ',"authors":'
	git shortlog --summary --numbered ${since:+"--since=$since"} HEAD </dev/null | records | list author_entry "$most_authors"
	printf ',"changed":%s,"tags":' "$changed"
	git for-each-ref --sort=-creatordate --count="$most_tags" --format='%(refname:short)' refs/tags | records | list string_entry "$most_tags"
	printf '}\n'
}

read_request
enter_repository
summary
