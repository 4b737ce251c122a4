# The shell of a chapter. It reads orders from its standard input and answers on its standard
# output, one line each; the blocks see neither. $1: the folder for what is exchanged.
#
#   run MODE FILE    MODE is `script` (the first failure ends it) or `session`
#   done STATUS      the answer; none comes when the block ends the shell
#
# What blocks set (variables, functions, options, the folder) is written to `state` after each
# block, also when one ends the shell, so that a new shell can go on from there.
exec 3<&0 4>&1 0</dev/null
MDBOOK_AWS__folder=$1
MDBOOK_AWS__block=
shift

# The line of the block in which a command failed; inside of functions and subshells, the line
# that led there.
MDBOOK_AWS__at() {
  local line=$1 frame
  [[ -e $MDBOOK_AWS__folder/line ]] && return
  for ((frame = 1; frame < ${#BASH_SOURCE[@]}; frame++)); do
    if [[ ${BASH_SOURCE[frame]} == "$MDBOOK_AWS__block" ]]; then
      echo "$line" >"$MDBOOK_AWS__folder/line"
      return
    fi
    line=${BASH_LINENO[frame]}
  done
}

MDBOOK_AWS__save() {
  local -
  set +eux
  {
    declare -f
    alias -p
    shopt -p
    printf 'set %s\n' "$MDBOOK_AWS__options"
    printf 'cd -- %q\n' "$PWD"
    printf 'umask %s\n' "$(umask)"
    declare -p
  } >"$MDBOOK_AWS__folder/state.new" 2>/dev/null
  mv -f -- "$MDBOOK_AWS__folder/state.new" "$MDBOOK_AWS__folder/state" 2>/dev/null
}

MDBOOK_AWS__run() {
  builtin trap 'MDBOOK_AWS__at "$LINENO"' ERR
  set -E
}
echo ready >&4
