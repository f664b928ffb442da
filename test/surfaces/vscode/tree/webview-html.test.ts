// The document of the webview lets nothing in.
import { describe, expect, it } from "vitest";
import { webviewHtml } from "../../../../src/surfaces/vscode/tree/webview-html.ts";

const html = webviewHtml({
  source: "https://*.vscode-cdn.net",
  nonce: "abc123",
  script: 'https://x/"><script>alert(1)</script>',
  styles: "https://x/webview.css",
  icons: "https://x/codicon.css",
  language: "de",
  title: "Swarm",
});

describe("the document of the webview", () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";

  it("lets only our own script run, by its nonce", () => {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'nonce-abc123'");
    expect(policy).not.toContain("unsafe");
    expect([...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)).toHaveLength(1);
    expect(html).toMatch(/<script type="module" nonce="abc123"/);
  });

  it("escapes what is put into it", () => {
    expect(html).toContain("&quot;&gt;&lt;script&gt;");
  });

  it("names its language", () => {
    expect(html).toContain('<html lang="de">');
  });
});
