// `node test/hosts/vscode/main.ts install`: brings the VS Code server into the cache, before tests need it.
import { installVscodeServer } from './installVscodeServer.ts';

if (process.argv[2] !== 'install') {
  console.error('Usage: node test/hosts/vscode/main.ts install');
  process.exit(2);
}
await installVscodeServer((line) => console.log(line));
