// What a panel's webview is set to, under policies that let nothing in but our own script and style.
import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';

/** Sets up the panel's page: a shell without content, filled by its script. */
export function showPage(webview: Webview, extensionUri: Uri): void {
  webview.options = { enableScripts: true, localResourceRoots: [pageFolder(extensionUri)] };
  const nonce = randomBytes(16).toString('base64');
  const script = `<script nonce="${nonce}" src="${asset(webview, extensionUri, 'page.js')}"></script>`;
  webview.html = shell(webview, extensionUri, `script-src 'nonce-${nonce}'`, script);
}

/** Says that it is not known what the panel showed, and how to have it again. */
export function showForgotten(webview: Webview, extensionUri: Uri): void {
  const commands = ['tracewright.showPanel', 'tracewright.openRun'];
  webview.options = { enableCommandUris: commands, localResourceRoots: [pageFolder(extensionUri)] };
  const body = `<main>
<section class="face large">
<h2>Which run stood here is not known any more</h2>
<p class="detail">The window was reloaded before the editor wrote it down. The run itself is not touched: what is alive goes on, what has ended is kept.</p>
<p><a href="command:${commands[0]}">Show the newest run of this window</a></p>
<p><a href="command:${commands[1]}">Open a run of the history…</a></p>
</section>
</main>`;
  webview.html = shell(webview, extensionUri, '', body);
}

function shell(webview: Webview, extensionUri: Uri, scripts: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; ${scripts}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset(webview, extensionUri, 'page.css')}">
<title>Trace</title>
</head>
<body>
${body}
</body>
</html>
`;
}

function asset(webview: Webview, extensionUri: Uri, name: string): Uri {
  return webview.asWebviewUri(Uri.joinPath(pageFolder(extensionUri), name));
}

function pageFolder(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, 'out', 'page');
}
