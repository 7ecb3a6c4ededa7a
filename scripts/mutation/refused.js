/** Which mutants the compiler refuses: nobody could have merged them, so no test has to notice them. Only those that tests missed are looked at. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Of `mutants`, with the path, the place and what is written there instead. What is refused in files that use the file counts too. */
export function refusedOf(root, mutants) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const changed = new Map();
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({ ...options, noEmit: true }),
    getScriptFileNames: () => fileNames.filter((name) => !name.includes('/test/')),
    getScriptVersion: (name) => changed.get(name)?.version ?? '0',
    getScriptSnapshot: (name) => {
      const text = changed.get(name)?.text ?? ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  let version = 0;
  const isRefused = (mutant) => {
    const path = join(root, mutant.path);
    const text = readFileSync(path, 'utf8');
    changed.set(path, { version: `${++version}`, text: withMutant(text, mutant) });
    const users = usersOf(service, path);
    const refused = [path, ...users].some(
      (name) =>
        service.getSyntacticDiagnostics(name).length + service.getSemanticDiagnostics(name).length > 0,
    );
    changed.set(path, { version: `${++version}`, text });
    return refused;
  };
  return mutants.filter(isRefused);
}

function withMutant(text, { start, end, replacement }) {
  const lines = text.split('\n');
  const at = ({ line, column }) =>
    lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, column - 1);
  return text.slice(0, at(start)) + replacement + text.slice(at(end));
}

function usersOf(service, path) {
  const program = service.getProgram();
  const uses = (file) =>
    file.imports?.some(
      (specifier) =>
        program.getResolvedModuleFromModuleSpecifier?.(specifier, file)?.resolvedModule?.resolvedFileName ===
        path,
    );
  return program
    .getSourceFiles()
    .filter(uses)
    .map(({ fileName }) => fileName);
}
