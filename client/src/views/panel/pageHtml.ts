// The panel's HTML: a shell without content, under a policy that lets nothing in but the page's own script and style.
import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';

export function pageHtml(webview: Webview, extensionUri: Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const asset = (name: string) => webview.asWebviewUri(Uri.joinPath(extensionUri, 'out', 'page', name));
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset('page.css')}">
<title>Trace</title>
</head>
<body>
<script nonce="${nonce}" src="${asset('page.js')}"></script>
</body>
</html>
`;
}
