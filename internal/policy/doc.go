// Package policy holds what a document or a request is allowed to do: the policy container
// (Content Security Policy, referrer policy, embedder policy), the permissions policy and the
// sandboxing flags. It decides; it neither fetches nor fires events.
//
//   - policy container: https://html.spec.whatwg.org/multipage/browsers.html#policy-containers
//   - CSP: https://w3c.github.io/webappsec-csp/
//   - Permissions Policy: https://w3c.github.io/webappsec-permissions-policy/
//   - Referrer Policy: https://w3c.github.io/webappsec-referrer-policy/
package policy
