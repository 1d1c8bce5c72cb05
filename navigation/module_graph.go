package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A moduleScript is an entry of a module map: a module script, null, or "fetching". Its record is the JavaScript engine's, which
// compiles and links it when it is run; here are its source text and what it asks for.
// https://html.spec.whatwg.org/multipage/webappapis.html#module-script
type moduleScript struct {
	source     string
	base       *weburl.URL // …#concept-script-base-url: where it really came from
	options    moduleOptions
	requests   []*weburl.URL // what it imports statically
	parseError bool
	failed     bool                        // null
	fetching   bool                        // "fetching"
	waiting    []func(ctx context.Context) // for the end of that
}

// moduleOptions are script fetch options, and what else is the same for all modules of a graph.
// https://html.spec.whatwg.org/multipage/webappapis.html#script-fetch-options
type moduleOptions struct {
	client         fetch.Client // the fetch client
	destination    string
	nonce          string
	parserMetadata string
	credentials    string
	referrerPolicy policy.ReferrerPolicy
}

// descendants are the "descendant script fetch options".
// https://html.spec.whatwg.org/multipage/webappapis.html#descendant-script-fetch-options
func (o moduleOptions) descendants() moduleOptions { return o }

// fetchSingleModule implements "fetch a single module script" for JavaScript modules. send, if not nil, is the perform-the-fetch hook.
// https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-single-module-script
func (g *global) fetchSingleModule(ctx context.Context, u *weburl.URL, o moduleOptions, referrer fetch.Referrer, topLevel bool,
	send func(ctx context.Context, r *fetch.Request, cb fetch.Callbacks), done func(ctx context.Context, m *moduleScript)) {
	ctx, s := spec.Begin(ctx, spec.FetchSingleModuleScript, u)
	defer s.End()
	s.Step("1")
	s.Step("4")
	m := g.modules[u.Href()]
	if m != nil && m.fetching {
		s.Step("5")
		m.waiting = append(m.waiting, func(ctx context.Context) { done(ctx, m) })
		return
	}
	if m != nil {
		s.Step("6")
		done(ctx, m)
		return
	}
	s.Step("7")
	m = &moduleScript{fetching: true, options: o}
	if g.modules == nil {
		g.modules = map[string]*moduleScript{}
	}
	g.modules[u.Href()] = m
	s.Step("8")
	request := fetch.NewRequest(u)
	request.Mode, request.Referrer, request.Client = "cors", referrer, o.client
	s.Step("9")
	request.Destination = o.destination
	if topLevel && o.destination != "script" {
		s.Step("10")
		request.Mode = "same-origin"
	}
	s.Step("11")
	request.InitiatorType = "script"
	s.Step("12")
	request.Nonce, request.ParserMetadata, request.Credentials, request.ReferrerPolicy = o.nonce, o.parserMetadata, o.credentials, o.referrerPolicy
	s.Step("13")
	if send == nil {
		send = func(ctx context.Context, r *fetch.Request, cb fetch.Callbacks) { fetch.Fetch(ctx, r, cb) }
	}
	send(ctx, request, fetch.Callbacks{ProcessResponseConsumeBody: func(ctx context.Context, r *fetch.Response, body []byte, ok bool) {
		finish := func() {
			m.fetching = false
			waiting := m.waiting
			m.waiting = nil
			done(ctx, m)
			for _, f := range waiting {
				f(ctx)
			}
		}
		inner := r.Unfiltered()
		if !ok || inner.IsNetworkError() || !inner.OK() {
			s.Step("13.1")
			m.failed = true
			finish()
			return
		}
		s.Step("13.2")
		mime, known := fetch.MIMETypeOf(inner.Header)
		s.Step("13.3")
		s.Step("13.4")
		if p := policy.ReferrerPolicyFromHeaders(&inner.Header); p != "" {
			s.Step("13.5")
			m.options.referrerPolicy = p
		}
		s.Step("13.7.1")
		m.source = strings.TrimPrefix(infra.UTF8Decode(body), "\uFEFF")
		if !known || !mime.IsJavaScript() {
			m.failed = true
			s.Step("13.8")
			finish()
			return
		}
		s.Step("13.7.3")
		m.base = u
		if at := inner.URL(); at != nil {
			m.base = at
		}
		g.createModule(m)
		s.Step("13.8")
		finish()
	}})
}

// createModule implements "create a JavaScript module script" as far as it is not the engine's: it finds out what the module imports. One
// that asks for something that is no address counts as one that does not parse.
// https://html.spec.whatwg.org/multipage/webappapis.html#creating-a-javascript-module-script
func (g *global) createModule(m *moduleScript) {
	if g.realm == nil {
		m.failed = true
		return
	}
	defer g.realm.Agent.Scope()()
	specifiers, err := g.realm.ModuleRequests(m.source, m.base.Href())
	m.parseError = err != nil
	for _, specifier := range specifiers {
		text, err := g.realm.ResolveModule(m.base.Href(), specifier)
		if err != nil {
			m.parseError = true
			return
		}
		if u, err := weburl.Parse(text); err == nil {
			g.ua.Fetch.Blobs.Resolve(u)
			m.requests = append(m.requests, u)
		}
	}
}

// A moduleLoad loads all that a module imports, and what that imports: LoadRequestedModules() with its state.
type moduleLoad struct {
	global  *global
	seen    map[*moduleScript]bool
	pending int
	failed  bool // something could not be had
	broken  bool // there is an error to rethrow
	done    func(ctx context.Context, ok, broken bool)
}

// fetchDescendants implements "fetch the descendants of and link". Linking is left to the engine, which does it when the module is
// run. ok is false for null; broken says that the result has an error to rethrow.
// https://html.spec.whatwg.org/multipage/webappapis.html#fetch-the-descendants-of-and-link-a-module-script
func (g *global) fetchDescendants(ctx context.Context, m *moduleScript, done func(ctx context.Context, ok, broken bool)) {
	ctx, s := spec.Begin(ctx, spec.FetchDescendantsOfAndLinkModuleScript)
	defer s.End()
	s.Step("1")
	if m.failed {
		done(ctx, false, false)
		return
	}
	if m.parseError {
		s.Step("2.1")
		s.Step("2.2")
		done(ctx, true, true)
		return
	}
	s.Step("3")
	l := &moduleLoad{global: g, seen: map[*moduleScript]bool{}, done: func(ctx context.Context, ok, broken bool) {
		if ok || broken {
			s.Step("6.2")
		} else {
			s.Step("7.2")
		}
		done(ctx, ok || broken, broken)
	}}
	s.Step("5")
	l.pending++
	l.visit(ctx, m)
	l.arrived(ctx)
}

// visit implements "InnerModuleLoading" for one module.
// https://tc39.es/ecma262/#sec-InnerModuleLoading
func (l *moduleLoad) visit(ctx context.Context, m *moduleScript) {
	if l.seen[m] {
		return
	}
	l.seen[m] = true
	l.failed = l.failed || m.failed
	l.broken = l.broken || m.parseError
	if m.failed || m.parseError {
		return
	}
	for _, u := range m.requests {
		l.pending++
		l.global.fetchSingleModule(ctx, u, m.options.descendants(), fetch.Referrer{URL: m.base}, false, nil, func(ctx context.Context, child *moduleScript) {
			l.visit(ctx, child)
			l.arrived(ctx)
		})
	}
}

func (l *moduleLoad) arrived(ctx context.Context) {
	if l.pending--; l.pending == 0 {
		l.done(ctx, !l.failed, l.broken)
	}
}

// loaded says whether a module is there with all that it imports.
func (g *global) loaded(m *moduleScript, seen map[*moduleScript]bool) bool {
	if m == nil || m.fetching {
		return false
	}
	if seen[m] || m.failed || m.parseError {
		return true
	}
	seen[m] = true
	for _, u := range m.requests {
		if !g.loaded(g.modules[u.Href()], seen) {
			return false
		}
	}
	return true
}

// ImportModule is the part of HostLoadImportedModule that fetches: it is asked before a dynamic import of what is at u, by the script
// whose name is referrer, goes on. If that has to wait it returns true, and calls ready when it may.
// https://html.spec.whatwg.org/multipage/webappapis.html#hostloadimportedmodule
func (g *global) ImportModule(ctx context.Context, referrer string, u *weburl.URL, ready func()) (wait bool) {
	if g.loaded(g.modules[u.Href()], map[*moduleScript]bool{}) {
		return false
	}
	o := moduleOptions{client: g.self.FetchClient(), destination: "script", parserMetadata: "not-parser-inserted", credentials: "same-origin"}
	from := fetch.Referrer{}
	if m := g.modules[referrer]; m != nil {
		from.URL = m.base
		o.credentials, o.referrerPolicy, o.nonce = m.options.credentials, m.options.referrerPolicy, m.options.nonce
	} else {
		o.nonce = g.nonces[referrer]
		if base, err := weburl.Parse(referrer); err == nil && base.IsHTTP() {
			from.URL = base
		}
	}
	g.ua.Fetch.Blobs.Resolve(u)
	g.fetchSingleModule(ctx, u, o, from, false, nil, func(ctx context.Context, m *moduleScript) {
		g.fetchDescendants(ctx, m, func(context.Context, bool, bool) { ready() })
	})
	return true
}

// FetchedModule returns the source of a module that has been fetched, and its base URL.
func (g *global) FetchedModule(name string) (source, base string, ok bool) {
	m := g.modules[name]
	if m == nil || m.fetching || m.failed {
		return "", "", false
	}
	return m.source, m.base.Href(), true
}
