/** CQ600-CQ699: state and its lock. */

import type { CodeFacts } from './code.ts';

export const stateCodes = {
  CQ600: {
    title: 'State cannot be read or written',
    help: 'The file system refused: see the message for the file and the reason (no space, no permission, a missing folder). Nothing that was done on the PBX is lost; the next run finds objects by their number or name.',
  },
  CQ601: {
    title: 'State is damaged',
    help: 'The file is not a state document. The one before the last run is beside it, with the ending `.backup`; copy it over the damaged file. Deleting both loses no object either: the next plan adopts by number or name.',
  },
  CQ602: {
    title: 'State of a newer version',
    help: 'The state was written by a newer cqctl. Use that version, or a newer one.',
  },
  CQ603: {
    title: 'State changed meanwhile',
    help: 'Another document was written since this run read it, which the lock should prevent: was it edited or replaced by hand? Nothing was overwritten. Run the command again.',
  },
  CQ604: {
    title: 'State was not saved',
    help: 'Something was done on the PBX that state does not hold, because saving failed; those steps are counted as *unsaved*, and no more were begun. Make room on the disk, or see to the server of the state. The document is kept beside the state with the ending `.unsaved` where that was possible: `cqctl state push FILE` stores it. Running apply again works too: objects are found by number or name.',
  },
  CQ605: {
    title: 'The server of the state',
    help: 'The server or database that keeps the state does not answer, refuses, or is not what the settings under `state` say. What could not be saved is kept in a file beside the project; `cqctl state push FILE` stores it.',
  },
  CQ610: {
    title: 'The state is locked',
    help: 'Another run holds the lock; the message says whose and since when. Wait for it with `--lock-timeout SECONDS`. A lock whose process on this machine is dead is taken over by itself; one left by a dead machine or in another container is removed with `cqctl state unlock`.',
  },
  CQ611: {
    title: 'Another lock than the one to remove',
    help: '`cqctl state unlock ID` names a lock that is not the one held now; the message says whose that is. Nothing was unlocked. Give the id of the lock that is held, or none to remove whichever it is.',
  },
  CQ612: {
    title: 'The lock of the state was lost',
    help: 'While the run was under way its lock went: somebody ran `cqctl state unlock`, or the session of PostgreSQL that held it has ended. Another run may be at work, so no more steps are begun; what had begun is finished. Look at what the other run did, then run the command again: it goes on where things are now.',
  },
  CQ613: {
    title: 'A connection pool that keeps no sessions',
    help: 'The lock of a state in PostgreSQL belongs to a session. A pool that lends each transaction another session, as PgBouncer does with `pool_mode = transaction` or `statement`, would give one lock to two runs and keep it after both. Commands that lock the state refuse such a pool before anything is changed. Connect to the server itself, or to a pool with `pool_mode = session`. A lock that an older version has left in the pool goes with `cqctl state unlock`.',
  },
  CQ614: {
    title: 'PostgreSQL without TLS',
    help: 'The server offers no TLS, and the connection has to have it: `sslmode` (or `PGSSLMODE`) says so, or nothing says otherwise and the server is another machine. Without a word of yours cqctl goes on in clear only to a server on this machine, where libpq would everywhere. Turn TLS on (`ssl = on`), or, where the way to the server is safe by itself, write `sslmode=disable`.',
  },
  CQ615: {
    title: 'The place of the state is no file',
    help: '`state.path` names a pipe or a device, or a link that leads nowhere. A link to a file is followed, and the lock and the backup are beside that file, so that two links to one state are one state. A link that leads nowhere is mostly a disk that is not mounted: to begin an empty state there would make all that is managed look new.',
  },
  CQ616: {
    title: 'A state of Terraform or OpenTofu',
    help: 'What is kept at the path or address is the state of Terraform or OpenTofu. cqctl never overwrites it, `state push --force` included. Give cqctl a file, an address or a name of its own under `state`.',
  },
  CQ617: {
    title: 'git tracks the folder .cqctl',
    help: 'State and locks are facts of now, and a commit keeps them as they once were: each checkout brings an old state, and perhaps the lock of a run on another machine, for which nobody can wait. Take the folder out of git with `git rm -r --cached .cqctl`, write `.cqctl/` into `.gitignore` (`cqctl init` does), and commit both. To share a state, keep it on a server or in a database.',
  },
} as const satisfies { readonly [code: string]: CodeFacts };
