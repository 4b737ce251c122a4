# The shell of a chapter. It reads orders from its standard input and answers on its standard
# output, a line each; the blocks see neither. Its argument is the folder `$X` in which things are
# exchanged.
#
#   script NUMBER STATUS TOKEN   run `$X/NUMBER.sh`; the first failure ends it, and the shell
#   session NUMBER STATUS TOKEN  run `$X/NUMBER.sh` as if it were typed; `$?` is STATUS before
#
# The answer is TOKEN, which no earlier block can know, and the exit status. None comes when a block ends the shell: its own exit status is
# that of the block then. What a block prints goes to `NUMBER.out` and `NUMBER.err`. What blocks
# have set is kept in `state` after each, so that a new shell goes on where one has ended. Variables
# that the shell was started with are not written there while they are unchanged: the next shell is
# started with them too, and they may be credentials.
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  echo "old $BASH_VERSION"
  exit
fi
exec 3<&0 4>&1 0</dev/null
MDBOOK_AWS__folder=$1
MDBOOK_AWS__block=
shift

# The variables that this shell was started with.
declare -A MDBOOK_AWS__given=()
while builtin read -r MDBOOK_AWS__name; do
  case $MDBOOK_AWS__name in
  PWD | OLDPWD | SHLVL | _) ;;
  *) MDBOOK_AWS__given[$MDBOOK_AWS__name]=${!MDBOOK_AWS__name} ;;
  esac
done < <(builtin compgen -e)

# Whether a variable is as this shell was started with it.
MDBOOK_AWS__is_given() {
  [[ ${MDBOOK_AWS__given[$1]+set} && ${!1+set} ]] || builtin return 1
  [[ ${!1} == "${MDBOOK_AWS__given[$1]}" ]] || builtin return 1
  builtin local -n MDBOOK_AWS__ref=$1
  [[ ${MDBOOK_AWS__ref@a} == x ]]
}

# Notes the line of the block that failed. The first note counts: it is the innermost.
MDBOOK_AWS__failed_at() {
  builtin local line=$1 frame
  [[ -e $MDBOOK_AWS__folder/line ]] && builtin return
  for ((frame = 1; frame < ${#BASH_SOURCE[@]}; frame++)); do
    if [[ ${BASH_SOURCE[frame]} == "$MDBOOK_AWS__block" ]]; then
      builtin echo "$line" >|"$MDBOOK_AWS__folder/line"
      builtin return
    fi
    line=${BASH_LINENO[frame]}
  done
}

MDBOOK_AWS__save() {
  builtin local - MDBOOK_AWS__name MDBOOK_AWS__options
  MDBOOK_AWS__options=$(builtin set +o)
  builtin set +eux
  {
    builtin declare -f
    builtin alias -p
    builtin shopt -p
    while builtin read -r MDBOOK_AWS__name; do
      case $MDBOOK_AWS__name in
      *errexit | *errtrace | *xtrace | *history | *monitor) ;;
      *) builtin echo "$MDBOOK_AWS__name" ;;
      esac
    done <<<"$MDBOOK_AWS__options"
    builtin printf 'cd -- %q\n' "$PWD"
    builtin umask -p
    while builtin read -r MDBOOK_AWS__name; do
      case $MDBOOK_AWS__name in
      BASH | BASHOPTS | BASHPID | BASH_* | COMP_WORDBREAKS | DIRSTACK | EPOCH* | EUID) ;;
      FUNCNAME | GROUPS | HISTCMD | LINENO | MDBOOK_AWS__* | OPTERR | OPTIND | PIPESTATUS) ;;
      PPID | PWD | RANDOM | SECONDS | SHELLOPTS | SRANDOM | UID | _) ;;
      *) MDBOOK_AWS__is_given "$MDBOOK_AWS__name" || builtin declare -p "$MDBOOK_AWS__name" ;;
      esac
    done < <(builtin compgen -v)
    for MDBOOK_AWS__name in "${!MDBOOK_AWS__given[@]}"; do
      [[ ${!MDBOOK_AWS__name+set} ]] || builtin printf 'unset -v %s\n' "$MDBOOK_AWS__name"
    done
  } >|"$MDBOOK_AWS__folder/state.new" 2>/dev/null
  command -p mv -f -- "$MDBOOK_AWS__folder/state.new" "$MDBOOK_AWS__folder/state"
}

trap MDBOOK_AWS__save EXIT
if [[ -e $MDBOOK_AWS__folder/state ]]; then
  . "$MDBOOK_AWS__folder/state" 2>/dev/null
fi
echo ready >&4

while IFS=' ' builtin read -r -u 3 MDBOOK_AWS__mode MDBOOK_AWS__number MDBOOK_AWS__status \
  MDBOOK_AWS__token; do
  MDBOOK_AWS__block=$MDBOOK_AWS__folder/$MDBOOK_AWS__number.sh
  command -p rm -f -- "$MDBOOK_AWS__folder/line"
  if [[ $MDBOOK_AWS__mode == script ]]; then
    builtin trap 'MDBOOK_AWS__failed_at "$LINENO"' ERR
    builtin set -eE
    {
      builtin . "$MDBOOK_AWS__block"
    } 3<&- 4>&- >>"$MDBOOK_AWS__folder/$MDBOOK_AWS__number.out" 2>>"$MDBOOK_AWS__folder/$MDBOOK_AWS__number.err"
    MDBOOK_AWS__status=$?
    builtin set +eE
    builtin trap - ERR
  else
    {
      (builtin exit "$MDBOOK_AWS__status")
      builtin . "$MDBOOK_AWS__block"
    } 3<&- 4>&- >>"$MDBOOK_AWS__folder/$MDBOOK_AWS__number.out" 2>>"$MDBOOK_AWS__folder/$MDBOOK_AWS__number.err"
    MDBOOK_AWS__status=$?
  fi
  MDBOOK_AWS__save
  builtin echo "$MDBOOK_AWS__token $MDBOOK_AWS__status" >&4
done
