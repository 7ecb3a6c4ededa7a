/** CQ100-CQ199: reading files, YAML, includes, environments, variables. */

import type { CodeFacts } from './code.ts';

export const yamlCodes = {
  CQ100: {
    title: 'The file cannot be read',
    help: 'There is no such file, it is no file, or it may not be read. `--file` names a project file or its folder; in a folder it is called cqctl.yaml.',
  },
  CQ101: {
    title: 'Not YAML',
    help: 'The text breaks a rule of YAML at this place, or a little before it: an indentation that does not fit, a quote or bracket that is not closed, a tab, a colon in a text without quotes.',
  },
  CQ102: {
    title: 'Too large',
    help: 'A file may have 64 MB and two million values, and so may all included files together. Split the project.',
  },
  CQ103: {
    title: 'Not text',
    help: 'Files are UTF-8, with or without a byte order mark, and have no NUL characters. Save the file as UTF-8.',
  },
  CQ104: {
    title: 'A key is written twice',
    help: 'One of the two would win without a word. Delete one, or join them.',
  },
  CQ105: {
    title: 'More than one document',
    help: 'A file has one YAML document. What comes after `---` belongs into a file of its own, named in `include`.',
  },
  CQ106: {
    title: 'An alias without its anchor',
    help: '`*name` repeats what `&name` marks before it, in the same file, and cannot stand inside of it.',
  },
  CQ107: {
    title: 'Aliases unfold into too much',
    help: 'Aliases of aliases grow very fast. A file may repeat a million values in all.',
  },
  CQ108: {
    title: 'A tag',
    help: 'Tags such as `!!str` or `!name` have no meaning in these files. To make a text of a number, quote it.',
  },
  CQ109: {
    title: 'Not a key',
    help: 'A key is a name: no list, no map, no alias, not empty, and not `__proto__`.',
  },
  CQ110: {
    title: 'Nested too deep',
    help: 'A project needs eight levels. Far more than that is a mistake in the indentation or a file that means harm.',
  },
  CQ111: {
    title: 'Nothing to merge',
    help: '`<<` takes a map or a list of maps, mostly by alias: `<<: *base`.',
  },
  CQ112: {
    title: 'Not a number that can be sent',
    help: 'Infinity, not-a-number and whole numbers beyond 9007199254740991 have no place in JSON. Long digits are mostly meant as text: quote them.',
  },
  CQ113: {
    title: 'The project file is empty',
    help: 'An empty project would mean that nothing is desired any more. Write `version: 1` if that is meant.',
  },
  CQ114: {
    title: 'Not a map',
    help: 'A file is a map of sections: `version`, `servers`, `queues` and so on.',
  },
  CQ115: {
    title: 'Only for the project file',
    help: '`target`, `state`, `include` and `environments` are of the whole project, and stand in its own file.',
  },
  CQ116: {
    title: 'A variable in include',
    help: 'Files are found before variables are known. Use `*` and `**`, or name the files.',
  },
  CQ117: {
    title: 'An included file is missing',
    help: 'The path counts from the folder of the project file. A plain path has to be there; a pattern with `*` or `?` that matches nothing is a warning, CQ308.',
  },
  CQ118: {
    title: 'A pattern matches too much',
    help: 'The folder holds far more files than a project has. Put the files of the project into a folder of their own.',
  },
  CQ119: {
    title: 'Unknown environment',
    help: '`--env` or CQCTL_ENV names an environment that `environments` does not have.',
  },
  CQ120: {
    title: 'A variable is not set',
    help: 'Set it under `variables`, in the environment of the project, with `--var NAME=VALUE` or with CQCTL_VAR_NAME.',
  },
  CQ121: {
    title: 'Not a variable',
    help: 'A variable is `${var.NAME}` or `${env.NAME}`, in a value, not in a key. One that is a list or a map stands alone. For a text that has `${` in it, write `$${`.',
  },
  CQ122: {
    title: 'Variables in a circle',
    help: 'A variable cannot use itself, also not by way of others.',
  },
  CQ123: {
    title: 'A --var that nothing uses',
    help: 'The project neither declares nor uses a variable of that name, so the option would do nothing.',
  },
  CQ125: {
    title: 'An environment variable is not set',
    help: '`${env.NAME}` reads the environment of the process that runs cqctl. Set the variable there.',
  },
  CQ126: {
    title: 'Variables make too much',
    help: 'A text may grow to 100,000 characters, variables may use each other 20 deep, and put in a million values in all.',
  },
  CQ127: {
    title: 'A secret in a file',
    help: '`${env.NAME}` never reads a variable whose name is that of a credential, as CQCTL_TOKEN, CQCTL_STATE_URL or AWS_SECRET_ACCESS_KEY, nor an address with a password in it: what the files say is sent to the PBX, printed, and stored in plans and state. No setting opens them.',
  },
  CQ128: {
    title: 'CQCTL_URL is empty',
    help: 'The variable is set and has no text: mostly a pipeline in which the variable that it is made from is missing. Set it to the address of the PBX, or to `embedded` for the PBX inside of cqctl, or unset it, so that the address in the file counts. Commands that ask no PBX anything do not look at it.',
  },
  CQ135: {
    title: 'An environment variable that is not for the files',
    help: '`${env.NAME}` reads names that begin with CQCTL_VAR_, and those that CQCTL_ALLOWED_ENV names, with commas between them and globs such as `BUILD_*`. That variable belongs to whoever runs cqctl: the author of a change to the files cannot read the rest of the environment.',
  },
  CQ136: {
    title: 'A path that leads outside the project',
    help: 'A path that is written in a file leads to files of the project only: those of the git repository, without its `.git`, else those below the folder of the project file. Links are followed, one in place of `.cqctl/` or of a file in it too. Otherwise the author of a change could have cqctl read any file that the pipeline can read. `--allow-outside` or CQCTL_ALLOW_OUTSIDE=1 lets such paths pass; `--state-path` and CQCTL_STATE_PATH put a local state elsewhere.',
  },
  CQ199: {
    title: 'Too many problems',
    help: 'A thousand are listed. The others mostly go away with them.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };
