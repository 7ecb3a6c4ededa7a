import { UsageError } from '../../model/errors.ts';
import type { Invocation } from '../invocation.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/**
 * Each script hands the words so far to `cqctl __complete`, which prints one suggestion a line; `:files` stands for the
 * files that the shell finds itself.
 */
const SCRIPTS: { readonly [Shell in (typeof SHELLS)[number]]: string } = {
  // For bash "=" is a word of its own, so words are put together before they are sent, and what comes back is cut again.
  bash: `# cqctl completion for bash
_cqctl() {
  local IFS=$'\\n' words=() word joins='' line path
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ \${#words[@]} -gt 0 && ( $word == = || ( -n $joins && -n $word ) ) ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    if [[ $word == = ]]; then joins=1; else joins=''; fi
  done
  local current=\${words[\${#words[@]}-1]}
  local value=\${current##*=}
  local before=\${current%"$value"} shown=''
  [[ $COMP_WORDBREAKS == *=* ]] || shown=$before
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r path; do
        COMPREPLY+=("$shown$path")
      done < <(compgen -f -- "$value")
    else
      [[ $line == *= ]] && compopt -o nospace 2>/dev/null
      printf -v line %q "\${line#"$before"}"
      COMPREPLY+=("$shown$line")
    fi
  done < <(cqctl __complete -- "\${words[@]}" 2>/dev/null)
}
complete -F _cqctl cqctl
`,
  zsh: `#compdef cqctl
_cqctl() {
  local -a found
  found=("\${(@f)$(cqctl __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=(\${found:#})
  local -a open=(\${(M)found:#*=})
  local -a whole=(\${\${found:#*=}:#:files})
  (( \${#open} )) && compadd -S '' -- "\${open[@]}"
  (( \${#whole} )) && compadd -- "\${whole[@]}"
  if (( \${found[(Ie):files]} )); then
    compset -P '*='
    _files
  fi
}
if [ "$funcstack[1]" = "_cqctl" ]; then
  _cqctl "$@"
else
  compdef _cqctl cqctl
fi
`,
  fish: `# cqctl completion for fish
function __cqctl_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l current (commandline -ct | string collect)
  for line in (cqctl __complete -- $words[2..-1] 2>/dev/null)
    if test "$line" = :files
      set -l value (string replace -r '.*=' '' -- "$current")
      set -l before (string replace -r '[^=]*$' '' -- "$current")
      for path in (__fish_complete_path "$value")
        echo "$before$path"
      end
    else
      echo $line
    end
  end
end
complete -c cqctl -f -a '(__cqctl_complete)'
`,
};

export async function runCompletion(invocation: Invocation, name: string): Promise<ExitCode> {
  const shell = SHELLS.find((each) => each === name);
  if (shell === undefined) {
    throw new UsageError(`there is no completion for ${JSON.stringify(name)}`, {
      hint: `the shells are: ${SHELLS.join(', ')}`,
    });
  }
  invocation.output.out(SCRIPTS[shell], 'own');
  return EXIT.done;
}
