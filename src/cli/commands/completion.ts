import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';

/** Each script hands the words so far to `cqctl __complete`, which prints one suggestion a line. */
const SCRIPTS: { readonly [shell: string]: string } = {
  bash: `# cqctl completion for bash
_cqctl() {
  local IFS=$'\\n'
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=($(cqctl __complete -- "\${words[@]}" 2>/dev/null))
}
complete -o default -F _cqctl cqctl
`,
  zsh: `#compdef cqctl
_cqctl() {
  local -a suggestions
  suggestions=("\${(@f)$(cqctl __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  suggestions=(\${suggestions:#})
  if (( \${#suggestions} )); then
    compadd -Q -- "\${suggestions[@]}"
  else
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
  cqctl __complete -- $words[2..-1] 2>/dev/null
end
complete -c cqctl -a '(__cqctl_complete)'
`,
};

export async function runCompletion(invocation: Invocation, shell: string): Promise<ExitCode> {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined) {
    throw new UsageError(`there is no completion for ${JSON.stringify(shell)}`, {
      hint: `the shells are: ${Object.keys(SCRIPTS).join(', ')}`,
    });
  }
  invocation.output.out(script);
  return EXIT.done;
}
