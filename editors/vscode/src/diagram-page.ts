/** The page that shows a diagram. */

/**
 * Nothing is loaded and nothing runs but the script with this nonce: whatever a text of the workspace might smuggle
 * into the drawing, it stays a drawing.
 * @param svg as the language server drew it
 * @param nonce new for each page
 */
export function diagramPage(svg: string, nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Journey</title>
<style nonce="${nonce}">
  body { background: #fff; margin: 0; padding: 8px; }
  svg { max-width: 100%; height: auto; }
  g.node { cursor: pointer; }
</style>
</head>
<body>
${svg}
<script nonce="${nonce}">
  const editor = acquireVsCodeApi();
  for (const node of document.querySelectorAll("g.node")) {
    node.addEventListener("click", () => editor.postMessage(node.id));
  }
</script>
</body>
</html>
`;
}
