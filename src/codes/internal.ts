/** CQ900-CQ999: usage, interruption, the machine that cqctl runs on, and our own bugs. */

import type { CodeFacts } from './code.ts';

export const internalCodes = {
  CQ900: {
    title: 'A bug of cqctl',
    help: 'Something happened that cqctl did not expect. Report it with the text that was printed; nothing secret is in it.',
  },
  CQ901: {
    title: 'Wrong usage',
    help: 'The command line is not one that cqctl knows. See `cqctl COMMAND --help`.',
  },
  CQ902: {
    title: 'Interrupted',
    help: 'The run was stopped by a signal. Steps that were running were finished and saved; run the same command again to go on.',
  },
  CQ903: {
    title: 'No usable credentials',
    help: 'Set CQCTL_TOKEN, or CQCTL_USERNAME and CQCTL_PASSWORD. CQCTL_TOKEN_FILE and CQCTL_PASSWORD_FILE name files whose first line is the secret.',
  },
  CQ904: {
    title: 'A file cannot be read or written',
    help: 'The command needs the file that is named. Check that it exists, who may read or write it, and that the disk has room.',
  },
  CQ905: {
    title: 'Not the expected plan',
    help: 'The plan of now has another hash than the one given with --expect, so something changed since that plan was reviewed. Look at the new plan and give its hash.',
  },
  CQ906: {
    title: 'No such object',
    help: 'Nothing has that key, number, name, id or address. `cqctl get queues` and `cqctl state list` show what there is.',
  },
  CQ907: {
    title: 'Not approved',
    help: 'The question whether to apply the plan was answered with no. Nothing was changed.',
  },
  CQ908: {
    title: 'The plan is refused',
    help: 'A rule of the project forbids to apply this plan; the diagnostics printed with it say which rule, and what lets it pass. Nothing was changed.',
  },
  CQ909: {
    title: 'Not a successor of the state',
    help: 'The pushed state has another lineage than the stored one, or is older. Pull the stored state and look at both; --force replaces it all the same.',
  },
  CQ910: {
    title: 'A comment would be lost',
    help: 'A comment stands where cqctl cannot keep it when it writes the file, so the file was left as it is. Put the comment on a line of its own, above what it is about.',
  },
  CQ911: {
    title: 'A value would be another',
    help: 'A value is written in a way that cqctl cannot keep when it writes the file, so the file was left as it is. Write the value on one line, in double quotes where it is a text.',
  },
  CQ912: {
    title: 'Host not allowed',
    help: 'CQCTL_ALLOWED_HOSTS names the hosts that credentials may go to: names or globs with commas between them, with `:port` the port too. The PBX, the state, its lock and its database have to be among them. Nothing was sent.',
  },
  CQ913: {
    title: 'Another target than that of the base',
    help: 'With `--base` the address of the PBX, of the state and of its lock has to be the one that the base has, and the environment has to be in the base: otherwise a pull request could send credentials to another server. Nothing was sent. `--allow-target-change` lets it pass.',
  },
  CQ916: {
    title: 'An output would overwrite another file',
    help: "An option names a file to write that cqctl reads in the same run, that holds the project's state or the data of the embedded PBX, or that is YAML which cqctl did not write. Nothing was read from the PBX and nothing was written. Name another file.",
  },
  CQ917: {
    title: 'Two outputs to one file',
    help: 'Two options name the same file to write, perhaps by another spelling or through a link. The second would overwrite the first, so nothing was done. Name a file for each.',
  },
  CQ918: {
    title: 'Too few files may be open',
    help: 'The limit of files that one process may open is too low, so that something could not be read. `ulimit -n` shows the limit and sets another one; 1024 is enough.',
  },
  CQ919: {
    title: 'Too little memory',
    help: 'The process may not use as much memory as the command needs. `ulimit -v` shows the limit of a shell; a container has one of its own; `--max-old-space-size` in NODE_OPTIONS is the limit of Node, in megabytes. Smaller files need less: split a large one with `include`.',
  },
  CQ921: {
    title: 'The data file of the embedded PBX is damaged',
    help: 'The file was cut, overwritten in part, or is something else; it is looked at before anything of it is used. Put a copy of it back. Or move it away, with the file of the same name and `-lock`: the embedded PBX then starts empty, and `apply` fills it again from your files.',
  },
  CQ914: {
    title: 'Not safe to serve',
    help: 'Beyond this machine `cqctl serve` takes a CQCTL_SERVE_TOKEN of 16 characters or more, and HTTPS: others could guess a shorter token, and read any token on its way. `--insecure` allows plain HTTP, as behind a proxy that has the certificate.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };
