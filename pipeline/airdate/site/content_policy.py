"""What pages may load, in the words of a Content-Security-Policy.

It is in each page and in the settings of web servers. Nothing from elsewhere but images, nothing
inline: scripts that an article smuggles in don't run.
https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP (read 2026-11).
"""

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
# For the page that searches: pagefind is a program in WebAssembly.
SEARCH_CSP = CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
