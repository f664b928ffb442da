// While it loads, the toolkit tries a style element out, and looks for its nonce where no document of ours has it.
// Imported before the toolkit; `forgetNonce` takes it away again.

const wanted = 'meta[property="csp-nonce"]';

const found = document.querySelector<HTMLMetaElement>(wanted);
const meta = found ?? document.head.appendChild(document.createElement("meta"));
meta.setAttribute("property", "csp-nonce");
meta.content = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";

export function forgetNonce(): void {
  document.querySelector<HTMLMetaElement>(wanted)?.removeAttribute("content");
}
