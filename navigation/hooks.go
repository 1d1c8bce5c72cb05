package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/html"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// hooks lets the elements of a document act.
type hooks struct{ d *Document }

// PostConnection runs the post-connection steps of the elements that have some.
func (h hooks) PostConnection(ctx context.Context, n *dom.Node) {
	d := documentOf(n)
	if n.Namespace != dom.HTMLNamespace || d == nil {
		return
	}
	switch n.LocalName {
	case "iframe", "frame":
		d.framePostConnection(ctx, n)
	case "object", "embed":
		d.pluginChanged(ctx, n)
	case "script":
		d.scripts.Connected(ctx, n)
	case "meta":
		d.metaInserted(ctx, n)
	case "link":
		html.FetchStylesheet(ctx, scriptDocument{d}, n)
	case "base":
		d.baseElements++
		d.baseChanged(ctx, n)
	}
}

// Removing runs the removing steps. The frame's handlers may put the element back while its frame goes, and take it away again: what
// is in a document in the end has a frame of its own.
func (h hooks) Removing(ctx context.Context, n *dom.Node, _ *dom.Node) {
	c := h.d.ua.containers[n]
	if c == nil {
		return
	}
	c.destroyChildNavigable(ctx)
	if h.d.ua.containers[n] != c {
		return
	}
	h.d.forgetContainer(c)
	if d := documentOf(n); d != nil {
		d.forgetContainer(c)
	}
	delete(h.d.ua.containers, n)
	if n.Connected() {
		h.PostConnection(ctx, n)
	}
}

// forgetContainer takes a removed container from the list of its document.
func (d *Document) forgetContainer(c *Container) {
	for i, o := range d.containers {
		if o == c {
			d.containers = append(d.containers[:i:i], d.containers[i+1:]...)
			return
		}
	}
}

// HandlerBlocked asks the document's policies about an event handler content attribute.
// https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-content-attributes
func (h hooks) HandlerBlocked(ctx context.Context, el *dom.Node, source string) bool {
	d := documentOf(el)
	if d == nil || len(d.policyContainer.CSPList) == 0 {
		return false
	}
	blocked, violations := policy.InlineBlocked(d.policyContainer.CSPList, policy.Inline{Type: "script attribute", Source: source})
	for _, v := range violations {
		v.Element = el
		d.window.settings.ReportViolation(ctx, v)
	}
	return blocked
}

// AttributeChanged runs the attribute change steps.
func (h hooks) AttributeChanged(ctx context.Context, el *dom.Node, namespace, name string, old, new *string) {
	if namespace != "" || el.Namespace != dom.HTMLNamespace {
		return
	}
	switch {
	case el.LocalName == "details" && name == "open" && (old == nil) != (new == nil):
		if d := documentOf(el); d != nil && new != nil {
			d.queueDetailsToggle(ctx, el, "closed", "open")
		} else if d != nil {
			d.queueDetailsToggle(ctx, el, "open", "closed")
		}
	case el.LocalName == "object" && (name == "data" || name == "type"), el.LocalName == "embed" && (name == "src" || name == "type"):
		if d := documentOf(el); d != nil && el.Connected() {
			d.pluginChanged(ctx, el)
		}
	case el.LocalName == "img" && imageAttributes[name]:
		h.d.images.Update(ctx, el)
	case el.LocalName == "link" && (name == "href" || name == "rel" || name == "disabled" && new == nil):
		if d := documentOf(el); d != nil && el.Connected() {
			html.FetchStylesheet(ctx, scriptDocument{d}, el)
		}
	case el.LocalName == "base" && name == "href":
		if d := documentOf(el); d != nil && d.baseElements > 0 && el.Connected() {
			d.baseChanged(ctx, el)
		}
	case el.LocalName == "frame" && name == "src":
		if c := h.d.ua.containers[el]; c != nil && c.Navigable != nil {
			c.processFrameAttributes(ctx, false)
		}
	case el.LocalName == "iframe" && (name == "src" || name == "srcdoc"):
		c := h.d.ua.containers[el]
		if c == nil || c.Navigable == nil {
			return
		}
		if _, srcdoc := el.Attr("srcdoc"); name == "src" && (srcdoc || new == nil) {
			return
		}
		c.processAttributes(ctx, false)
	case el.LocalName == "script" && name == "src" && old == nil && new != nil:
		documentOf(el).scripts.Connected(ctx, el)
	}
}

// imageAttributes are the attributes whose change is a relevant mutation of an img element.
// https://html.spec.whatwg.org/multipage/images.html#relevant-mutations
var imageAttributes = map[string]bool{"src": true, "crossorigin": true, "referrerpolicy": true}

// ChildrenChanged runs the children changed steps.
func (h hooks) ChildrenChanged(ctx context.Context, parent *dom.Node) {
	if parent.LocalName == "script" && parent.Namespace == dom.HTMLNamespace {
		if d := documentOf(parent); d != nil {
			d.scripts.Connected(ctx, parent)
		}
	}
}

// metaInserted applies what a meta element in the head says about policies.
// https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-content-security-policy
// https://html.spec.whatwg.org/multipage/semantics.html#meta-referrer
func (d *Document) metaInserted(ctx context.Context, el *dom.Node) {
	content, ok := el.Attr("content")
	if !ok {
		return
	}
	if v, _ := el.Attr("http-equiv"); strings.EqualFold(v, "content-security-policy") && content != "" && inHead(el) {
		if p := policy.CSPFromMeta(content, d.origin); p != nil {
			d.policyContainer.CSPList = append(d.policyContainer.CSPList, p)
		}
	}
	if v, _ := el.Attr("http-equiv"); strings.EqualFold(v, "refresh") && content != "" {
		d.declarativeRefresh(ctx, content, el)
	}
	if v, _ := el.Attr("name"); strings.EqualFold(v, "referrer") {
		if p, ok := policy.ReferrerPolicyFromMeta(content); ok {
			d.policyContainer.ReferrerPolicy = p
		}
	}
}

// scriptDocument is a Document as script elements see it.
type scriptDocument struct{ d *Document }

func (s scriptDocument) DOM() *dom.Document        { return s.d.dom }
func (s scriptDocument) Loop() *eventloop.Loop     { return s.d.ua.Loop }
func (s scriptDocument) FetchClient() fetch.Client { return &s.d.window.settings }
func (s scriptDocument) BaseURL() *weburl.URL      { return s.d.BaseURL() }
func (s scriptDocument) FullyActive() bool         { return s.d.FullyActive() }
func (s scriptDocument) ScriptingDisabled() bool {
	return s.d.window.scriptingDisabled() || s.d.destroyed
}
func (s scriptDocument) Gone() bool          { return s.d.destroyed || s.d.parserAborted }
func (s scriptDocument) DelayLoad(delta int) { s.d.loadDelayers += delta }
func (s scriptDocument) QueueMicrotask(ctx context.Context, steps func(ctx context.Context)) {
	s.d.window.realm.QueueMicrotask(func(*js.Realm) { steps(ctx) })
}
func (s scriptDocument) IgnoreDestructiveWrites(delta int) {
	s.d.ignoreDestructiveWrites += delta
}
func (s scriptDocument) InlineBlocked(ctx context.Context, el *dom.Node, source string) bool {
	blocked, violations := policy.InlineBlocked(s.d.policyContainer.CSPList, policy.Inline{
		Type: "script", Source: source, Nonce: nonceOf(el), ParserInserted: el.ParserDocument != nil,
	})
	for _, v := range violations {
		v.Element = el
		s.d.window.settings.ReportViolation(ctx, v)
	}
	return blocked
}

// QueueTask queues an element task of the document.
func (s scriptDocument) QueueTask(ctx context.Context, source eventloop.Source, steps func(ctx context.Context)) {
	s.d.ua.Loop.QueueTask(ctx, source, s.d, steps)
}

// RunClassic runs a classic script; its exception, if any, is reported.
func (s scriptDocument) RunClassic(ctx context.Context, source, url string, line int, mutedErrors bool) {
	w := s.d.window
	if !w.CanRunScript() {
		return
	}
	w.rememberNonce(s.d.scripts.Current(), url)
	if mutedErrors {
		w.muteErrors(url)
	}
	w.RunScript(ctx, func(ctx context.Context) {
		if _, err := w.realm.Eval(source, url, line); err != nil {
			if e, ok := js.AsException(err); ok && e.File == "" && !e.Uncatchable {
				e.File = url // a value that is no error does not say where it was thrown
			}
			w.reportError(ctx, err)
		}
	})
}

// FetchModule implements "fetch an external module script graph".
// https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-module-script-tree
func (s scriptDocument) FetchModule(ctx context.Context, r *fetch.Request, done func(ctx context.Context, ok bool)) {
	ctx, f := spec.Begin(ctx, spec.FetchExternalModuleScriptGraph, r)
	defer f.End()
	f.Step("1")
	g, o := &s.d.window.global, moduleOptionsOf(r)
	g.fetchSingleModule(ctx, r.URL(), o, r.Referrer, true, nil, func(ctx context.Context, m *moduleScript) {
		f.Step("1.1")
		f.Step("1.2")
		g.fetchDescendants(ctx, m, func(ctx context.Context, ok, _ bool) { done(ctx, ok) })
	})
}

// FetchInlineModule implements "fetch an inline module script graph"; r says how what it imports is fetched.
// https://html.spec.whatwg.org/multipage/webappapis.html#fetch-an-inline-module-script-graph
func (s scriptDocument) FetchInlineModule(ctx context.Context, source string, r *fetch.Request, done func(ctx context.Context, ok bool)) {
	ctx, f := spec.Begin(ctx, spec.FetchInlineModuleScriptGraph)
	defer f.End()
	f.Step("1")
	g := &s.d.window.global
	m := &moduleScript{source: source, base: r.URL(), options: moduleOptionsOf(r)}
	g.createModule(m)
	f.Step("2")
	g.fetchDescendants(ctx, m, func(ctx context.Context, ok, _ bool) { done(ctx, ok) })
}

// rememberNonce keeps the nonce of a script element for the dynamic imports of its script.
func (g *global) rememberNonce(el *dom.Node, url string) {
	if el == nil {
		return
	}
	nonce := nonceOf(el)
	if nonce == "" && g.nonces[url] == "" {
		return
	}
	if g.nonces == nil {
		g.nonces = map[string]string{}
	}
	g.nonces[url] = nonce
}

// moduleOptionsOf takes the script fetch options from a request.
func moduleOptionsOf(r *fetch.Request) moduleOptions {
	return moduleOptions{
		client: r.Client, destination: "script", nonce: r.Nonce, parserMetadata: r.ParserMetadata,
		credentials: r.Credentials, referrerPolicy: r.ReferrerPolicy,
	}
}

// RunModule evaluates a module script that has been fetched, or an inline one; its exception, if any, is reported.
func (s scriptDocument) RunModule(ctx context.Context, source, url string, inline bool) {
	w := s.d.window
	if !w.CanRunScript() {
		return
	}
	w.RunScript(ctx, func(ctx context.Context) {
		var promise js.Value
		var err error
		if inline {
			w.rememberNonce(s.d.scripts.Current(), url)
			promise, err = w.realm.EvalModule(source, url)
		} else {
			promise, err = w.realm.Import(url, url)
		}
		if err != nil {
			w.reportError(ctx, err)
			return
		}
		_ = w.realm.Then(promise, nil, func(r *js.Realm, reason js.Value) {
			w.ReportException(ctx, r.NewException(reason))
		})
	})
}

func nonceOf(el *dom.Node) string {
	v, _ := el.Attr("nonce")
	return v
}

// inHead says whether el is below the document's head element.
func inHead(el *dom.Node) bool {
	head := el.OwnerDocument.Head()
	return head != nil && head.Contains(el)
}
