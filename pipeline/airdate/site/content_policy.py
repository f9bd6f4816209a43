"""What pages may load, as browsers are told in each page and by servers.

Nothing from elsewhere but images, nothing inline: what an article smuggles in does not run.
https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP (read 2026-11).
"""

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
# Where pages are searched: pagefind is a program in WebAssembly.
SEARCHING = CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
