// The server's process: speaks LSP over what the command line names (`--stdio`, `--node-ipc`, `--socket=PORT`, `--pipe=NAME`).
import './olderNode.ts';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './lsp/server.ts';

serve(createConnection(ProposedFeatures.all));
