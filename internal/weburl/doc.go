// Package weburl gives the engine the URL Standard's URLs, origins and sites.
//
// Parsing is done by a WHATWG URL library; what HTML and Fetch ask of a URL beyond that
// (origins, sites, trustworthiness, blob URL entries) is here.
//
//   - URL: https://url.spec.whatwg.org/
//   - origins: https://html.spec.whatwg.org/multipage/browsers.html#origin
//   - trustworthiness: https://w3c.github.io/webappsec-secure-contexts/
package weburl
