// The document of the webview: nothing of it comes from elsewhere, and only our own script runs.

export interface DocumentParts {
  /** `webview.cspSource`. */
  source: string;
  nonce: string;
  script: string;
  styles: string;
  icons: string;
  /** Language of the person, as in `de`. */
  language: string;
  title: string;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

export function webviewHtml({ source, nonce, script, styles, icons, language, title }: DocumentParts): string {
  const policy = [
    "default-src 'none'",
    `font-src ${source}`,
    `style-src ${source} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <meta property="csp-nonce" nonce="${nonce}" />
    <link rel="stylesheet" nonce="${nonce}" href="${escaped(icons)}" />
    <link rel="stylesheet" nonce="${nonce}" href="${escaped(styles)}" />
    <title>${escaped(title)}</title>
  </head>
  <body>
    <div id="root"></div>
    <script type="module" nonce="${nonce}" src="${escaped(script)}"></script>
  </body>
</html>
`;
}
