package engine

const (
	fetchLaterAnchor = "https://fetch.spec.whatwg.org/#dom-window-fetchlater"
	quotaAnchor      = "https://fetch.spec.whatwg.org/#available-deferred-fetch-quota"
	reserveAnchor    = "https://fetch.spec.whatwg.org/#reserve-deferred-fetch-quota"
	chromeFetchLater = "0108-switches-for-chromes-fetchlater.md"
)

// Behaviours lists the named behaviours. The default is the standard's wherever that says
// something; the few exceptions have their reasons in decision records.
var Behaviours = []Behaviour{
	{
		Name: "iframe-removal-events", Values: []string{"on", "off"},
		Summary:  "whether a removed frame gets pagehide, visibilitychange and unload: HTML fires none, every browser does",
		Standard: "off", Upstream: "on", Chrome: "on",
		Anchor: "https://html.spec.whatwg.org/multipage/document-sequences.html#destroy-a-child-navigable", Decision: "0005-iframe-removal-events.md",
	},
	{
		Name: "noopener-existing", Values: []string{"found", "standard"},
		Summary:  "whether a name finds a window that is there although noopener is asked for, and open() returns the window that _self, _parent and _top stand for: HTML says no, every browser does",
		Standard: "standard", Upstream: "found", Chrome: "found",
		Anchor: "https://html.spec.whatwg.org/multipage/document-sequences.html#the-rules-for-choosing-a-navigable", Decision: "0041-noopener-and-windows-that-are-there.md",
	},
	{
		Name: "noopener-popup", Values: []string{"tab", "standard"},
		Summary:  "whether window.open() with noopener and features like width makes a popup, as HTML says, or a full window, as Chrome does",
		Standard: "standard", Upstream: "tab", Chrome: "tab",
		Anchor: "https://html.spec.whatwg.org/multipage/nav-history-apis.html#window-open-steps", Decision: "0042-windows-without-opener-are-no-popups.md",
	},
	{
		Name: "unload-order", Values: []string{"parent-first", "standard"},
		Summary:  "whether a document's pagehide and unload come before or after those of its frames: HTML unloads the frames first, every browser the document",
		Standard: "standard", Upstream: "parent-first", Chrome: "parent-first",
		Anchor: "https://html.spec.whatwg.org/multipage/document-lifecycle.html#unload-a-document-and-its-descendants", Decision: "0060-documents-unload-before-their-frames.md",
	},
	{
		Name: "inflight-fetches", Values: []string{"kept", "canceled"},
		Summary:  "whether a navigation cancels the fetches of the page that it leaves when it begins, as HTML says, or leaves them to a page that may come back from the back/forward cache",
		Standard: "canceled", Chrome: "kept",
		Anchor: "https://html.spec.whatwg.org/multipage/document-lifecycle.html#abort-a-document", Decision: "0061-fetches-of-a-page-that-may-come-back.md",
	},
	{
		Name: "removed-frame-history", Values: []string{"kept", "dropped"},
		Summary:  "whether the steps of a removed frame stay in the joint session history: by HTML history.length shrinks, in browsers it does not",
		Standard: "dropped", Upstream: "kept", Chrome: "kept",
		Anchor: "https://html.spec.whatwg.org/multipage/document-sequences.html#destroy-a-child-navigable", Decision: "0058-steps-of-removed-frames.md",
	},
	{
		Name: "top-navigation", Values: []string{"activation", "free"},
		Summary:  "whether a frame of another origin that the user has not touched may navigate its top-level window: HTML lets it, browsers do not",
		Standard: "free", Upstream: "activation", Chrome: "activation",
		Anchor: "https://html.spec.whatwg.org/multipage/document-sequences.html#allowed-to-navigate", Decision: "0059-navigating-the-top-from-another-origin.md",
	},
	{
		Name: "sandboxed-popup-navigation", Values: []string{"escaping", "standard"},
		Summary:  "whether a sandboxed document whose popups escape the sandbox may navigate windows that it has not opened: HTML says no, Chrome lets it",
		Standard: "standard", Upstream: "escaping", Chrome: "escaping",
		Anchor: "https://html.spec.whatwg.org/multipage/browsing-the-web.html#allowed-to-navigate", Decision: "0075-windows-of-sandboxes-that-popups-escape.md",
	},
	{
		Name: "sandboxed-javascript-urls", Values: []string{"blocked", "standard"},
		Summary:  "whether the javascript: URL of a document whose sandbox forbids scripts runs in a window that is not sandboxed: by HTML it does, in browsers not",
		Standard: "standard", Upstream: "blocked", Chrome: "blocked",
		Anchor: "https://html.spec.whatwg.org/multipage/browsing-the-web.html#navigate-to-a-javascript:-url", Decision: "0076-javascript-urls-of-sandboxed-documents.md",
	},
	{
		Name: "form-action-blocked", Values: []string{"ignored", "standard"},
		Summary:  "what comes of a form that form-action blocks: an error page, as of every network error by HTML, or nothing, as in browsers, whose page then hears of the violation",
		Standard: "standard", Upstream: "ignored", Chrome: "ignored",
		Anchor: "https://html.spec.whatwg.org/multipage/browsing-the-web.html#create-navigation-params-by-fetching", Decision: "0078-forms-that-form-action-blocks.md",
	},
	{
		Name: "fetch-group-termination", Values: []string{"destroy", "never"},
		Summary:  "when a document's fetch group is terminated: HTML never says; with \"never\" only activateAfter sends",
		Upstream: "destroy", Chrome: "destroy",
		Anchor: "https://fetch.spec.whatwg.org/#concept-fetch-group-terminate", Decision: "0006-when-a-fetch-group-is-terminated.md",
	},
	{
		Name: "empty-body", Values: []string{"standard", "wpt"},
		Summary:  "fetchLater() with an explicit empty body: Fetch accepts it, upstream's quota tests want a TypeError",
		Standard: "standard", Upstream: "wpt", Chrome: "standard",
		Anchor: fetchLaterAnchor, Decision: "0007-empty-bodies.md",
	},
	{
		Name: "deferred-keepalive-limit", Values: []string{"standard", "exempt"},
		Summary:  "whether deferred fetches that are being sent count towards the 64 KiB of keepalive bodies in flight: read literally they do, and part of a legal flush is lost",
		Standard: "standard", Upstream: "exempt", Chrome: "exempt",
		Anchor: "https://fetch.spec.whatwg.org/#http-network-or-cache-fetch", Decision: "0008-keepalive-limit-and-deferred-fetches.md",
	},
	{
		Name: "sandboxed-reserve", Values: []string{"standard", "opaque"},
		Summary:  "the origin for which a sandboxed frame's quota is reserved: that of the URL, or the opaque one that the document will have",
		Standard: "standard", Upstream: "opaque", Chrome: "opaque",
		Anchor: "https://fetch.spec.whatwg.org/#reserve-deferred-fetch-quota", Decision: "0009-quota-of-sandboxed-frames.md",
	},
	{
		Name: "freeze-sends", Values: []string{"on", "off"},
		Summary:  "whether a page that is frozen sends what it has deferred with an activateAfter, since it is about to lose the opportunity to run scripts, or only when the time comes",
		Standard: "on", Chrome: "off",
		Anchor: "https://fetch.spec.whatwg.org/#queue-a-deferred-fetch", Decision: "0100-when-scripts-are-about-to-be-lost.md",
	},
	{
		Name: "activated-when", Values: []string{"task", "sent"},
		Summary:  "when the result of fetchLater() says that it was activated: in a task of its document, which never comes once that is gone, or as soon as the request is sent",
		Standard: "task", Chrome: "sent",
		Anchor: "https://fetch.spec.whatwg.org/#process-a-deferred-fetch", Decision: "0101-more-differences-of-fetchlater.md",
	},
	{
		Name: "deferred-referrer", Values: []string{"sending", "call"},
		Summary:  "whether the default referrer of a deferred fetch is its document's URL when it is sent or when it was queued",
		Standard: "sending", Chrome: "call",
		Anchor: "https://fetch.spec.whatwg.org/#concept-main-fetch", Decision: "0101-more-differences-of-fetchlater.md",
	},
	{
		Name: "client-referrer-length", Values: []string{"12", "0"},
		Summary: "bytes that the default referrer counts in a total request length, which Fetch leaves open; Chrome counts \"about:client\"",
		Chrome:  "12",
		Anchor:  "https://fetch.spec.whatwg.org/#total-request-length", Decision: "0010-length-of-the-client-referrer.md",
	},
	{
		Name: "quota-error-members", Values: []string{"standard", "wpt", "null"},
		Summary:  "the quota and requested of the error that fetchLater() throws: always numbers, null when nothing at all is left (what upstream's tests want together), or always null",
		Standard: "standard", Upstream: "wpt", Chrome: "null",
		Anchor: fetchLaterAnchor, Decision: "0065-members-of-the-quota-error.md",
	},
	{
		Name: "insecure-url-error", Values: []string{"TypeError", "SecurityError"},
		Summary:  "what fetchLater() throws for a URL that is not potentially trustworthy",
		Standard: "TypeError", Upstream: "TypeError", Chrome: "SecurityError",
		Anchor: fetchLaterAnchor, Decision: "0066-small-differences-of-fetchlater.md",
	},
	{
		Name: "aborted-signal-error", Values: []string{"reason", "AbortError"},
		Summary:  "what fetchLater() throws for a signal that is aborted: the signal's reason, or an AbortError of its own",
		Standard: "reason", Chrome: "AbortError",
		Anchor: fetchLaterAnchor, Decision: "0066-small-differences-of-fetchlater.md",
	},
	{
		Name: "minimal-pool", Values: []string{"returned", "nothing"},
		Summary:  "what a top-level document that disables deferred-fetch-minimal has: the 128 KiB set aside for it as well, or nothing at all",
		Standard: "returned", Chrome: "nothing",
		Anchor: quotaAnchor, Decision: "0066-small-differences-of-fetchlater.md",
	},
	{
		Name: "request-window-member", Values: []string{"checked", "ignored"},
		Summary:  "RequestInit's window member, which must be null",
		Standard: "checked", Chrome: "ignored",
		Anchor: "https://fetch.spec.whatwg.org/#dom-request", Decision: "0066-small-differences-of-fetchlater.md",
	},
	{
		Name: "detached-check", Values: []string{"in-order", "first"},
		Summary:  "whether fetchLater() asks before all else if its document is still fully active, or after the signal and activateAfter, as Fetch says",
		Standard: "in-order", Chrome: "first",
		Anchor: fetchLaterAnchor, Decision: chromeFetchLater,
	},
	{
		Name: "activate-after-resolution", Values: []string{"exact", "microseconds"},
		Summary:  "whether activateAfter is the number that it is, or cut to whole microseconds, so that what is nearer to 0 is not below it",
		Standard: "exact", Chrome: "microseconds",
		Anchor: fetchLaterAnchor, Decision: chromeFetchLater,
	},
	{
		Name: "string-body-length", Values: []string{"bytes", "characters"},
		Summary:  "what a body that is a string counts in a total request length: its bytes, or its UTF-16 code units",
		Standard: "bytes", Chrome: "characters",
		Anchor: "https://fetch.spec.whatwg.org/#total-request-length", Decision: chromeFetchLater,
	},
	{
		Name: "reservations-below", Values: []string{"once", "per-ancestor"},
		Summary:  "whether what a container has reserved is taken from its own document's pool only, or once more for each document above",
		Standard: "once", Chrome: "per-ancestor",
		Anchor: quotaAnchor, Decision: chromeFetchLater,
	},
	{
		Name: "reserve-pending", Values: []string{"counted", "ignored"},
		Summary:  "whether what is pending counts when quota is reserved for a frame, which may then have less than the 64 KiB that it passes on",
		Standard: "counted", Chrome: "ignored",
		Anchor: reserveAnchor, Decision: chromeFetchLater,
	},
	{
		Name: "reserve-again", Values: []string{"always", "same-site"},
		Summary:  "whether quota is reserved each time that a document navigates a frame of its own, or only while the frame shows a document of the same site",
		Standard: "always", Chrome: "same-site",
		Anchor: reserveAnchor, Decision: chromeFetchLater,
	},
	{
		Name: "result-exposure", Values: []string{"everywhere", "secure"},
		Summary:  "whether FetchLaterResult is there in insecure contexts, where fetchLater() is not",
		Standard: "everywhere", Chrome: "secure",
		Anchor: "https://fetch.spec.whatwg.org/#fetchlaterresult", Decision: chromeFetchLater,
	},
	{
		Name: "data-document-context", Values: []string{"secure", "insecure"},
		Summary:  "whether a data: document in a secure page, and what is below it, is a secure context: by HTML the top-level document decides",
		Standard: "secure", Chrome: "insecure",
		Anchor: "https://html.spec.whatwg.org/multipage/webappapis.html#secure-contexts", Decision: chromeFetchLater,
	},
	{
		Name: "body-conversion", Values: []string{"in-order", "last"},
		Summary:  "whether RequestInit's body is converted when it is read, or after all other members are",
		Standard: "in-order", Chrome: "last",
		Anchor: "https://webidl.spec.whatwg.org/#js-dictionary", Decision: chromeFetchLater,
	},
	{
		Name: "missing-this", Values: []string{"own-global", "shown-global"},
		Summary:  "what an operation of a Window is used on that is called without this: the global object of its own realm, or the window that is now shown in its place",
		Standard: "own-global", Chrome: "shown-global",
		Anchor: "https://webidl.spec.whatwg.org/#dfn-create-operation-function", Decision: chromeFetchLater,
	},
	{
		Name: "opaque-src", Values: []string{"matched", "standard"},
		Summary:  "whether an allow attribute without origins, or with 'src', reaches a document with an opaque origin, in a sandboxed frame or from a data: URL: by the letter an opaque origin is the same as no other",
		Standard: "standard", Upstream: "matched", Chrome: "matched",
		Anchor: "https://w3c.github.io/webappsec-permissions-policy/#matches", Decision: "0106-origins-of-frames-that-are-opaque.md",
	},
	{
		Name: "worker-parse-error", Values: []string{"standard", "chrome"},
		Summary:  "what a dedicated worker's classic script that does not parse fires at the Worker: a plain error event, or an ErrorEvent as for what the script throws",
		Standard: "standard", Chrome: "chrome",
		Anchor: "https://html.spec.whatwg.org/multipage/workers.html#run-a-worker", Decision: "0024-dedicated-workers.md",
	},
	{
		Name: "storage-partitioning", Values: []string{"on", "off"},
		Summary:  "whether storage and broadcast channels are shared per origin, top-level site and whether an ancestor is of another site, as in all browsers, or per origin",
		Standard: "off", Upstream: "on", Chrome: "on",
		Anchor: "https://storage.spec.whatwg.org/#storage-key", Decision: "0046-storage-keys.md",
	},
}
