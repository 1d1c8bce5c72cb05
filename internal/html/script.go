package html

import (
	"context"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A ScriptDocument is the document whose script elements are run.
type ScriptDocument interface {
	FetchingDocument
	DOM() *dom.Document
	Loop() *eventloop.Loop
	ScriptingDisabled() bool
	Gone() bool // destroyed, or its parser was aborted
	// IgnoreDestructiveWrites changes the document's ignore-destructive-writes counter.
	IgnoreDestructiveWrites(delta int)
	// InlineBlocked asks Content Security Policy about an inline script.
	InlineBlocked(ctx context.Context, el *dom.Node, source string) bool
	RunClassic(ctx context.Context, source, url string, line int, mutedErrors bool)
	// RunModule runs the module that FetchModule fetched from url, or the inline one of source.
	RunModule(ctx context.Context, source, url string, inline bool)
	// FetchModule fetches a module and all that it imports; ok is false if something cannot be had.
	FetchModule(ctx context.Context, r *fetch.Request, done func(ctx context.Context, ok bool))
	// FetchInlineModule fetches all that an inline module imports, from the URL and as r says.
	FetchInlineModule(ctx context.Context, source string, r *fetch.Request, done func(ctx context.Context, ok bool))
}

// Scripts are the script elements of one document and the lists that they wait in.
// https://html.spec.whatwg.org/multipage/scripting.html#script-processing-model
type Scripts struct {
	doc      ScriptDocument
	current  *dom.Node
	async    []*script // set of scripts that will execute as soon as possible
	inOrder  []*script // list of scripts that will execute in order as soon as possible
	deferred []*script // list of scripts that will execute when the document has finished parsing
}

// NewScripts returns the empty lists of a document.
func NewScripts(d ScriptDocument) *Scripts { return &Scripts{doc: d} }

// A script is a script element that has been prepared.
type script struct {
	el      *dom.Node
	module  bool
	source  string
	url     string
	line    int
	ready   bool
	failed  bool // its result is null
	muted   bool
	extern  bool
	delayed bool // it delays the load event
	onReady func(ctx context.Context)
}

// Current returns the document's currentScript.
func (s *Scripts) Current() *dom.Node { return s.current }

// AsyncDone says whether no script is left that executes as soon as possible.
func (s *Scripts) AsyncDone() bool { return len(s.async) == 0 && len(s.inOrder) == 0 }

// Connected prepares a script element that script has inserted or changed.
// https://html.spec.whatwg.org/multipage/scripting.html#the-script-element:html-element-post-connection-steps
func (s *Scripts) Connected(ctx context.Context, el *dom.Node) {
	if el.ParserDocument == nil {
		s.prepare(ctx, el)
	}
}

// ParserScript is what the parser does at the end tag of a script: it prepares the element. The
// result, for one that blocks parsing, waits for it and executes it; it runs in parallel steps.
// https://html.spec.whatwg.org/multipage/parsing.html#scriptEndTag
func (s *Scripts) ParserScript(ctx context.Context, el *dom.Node) (blocking func(ctx context.Context)) {
	el.ParserDocument = s.doc.DOM()
	sc := s.prepare(ctx, el)
	if sc == nil {
		return nil
	}
	return func(ctx context.Context) {
		eventloop.WaitUntil(ctx, func() bool { return sc.ready || s.doc.Gone() })
		if !s.doc.Gone() {
			s.execute(ctx, sc)
		}
	}
}

// RunDeferred executes the scripts that wait for the end of parsing. It runs in parallel steps.
// https://html.spec.whatwg.org/multipage/parsing.html#stop-parsing
func (s *Scripts) RunDeferred(ctx context.Context) {
	for len(s.deferred) > 0 {
		first := s.deferred[0]
		eventloop.WaitUntil(ctx, func() bool { return first.ready || s.doc.Gone() })
		if s.doc.Gone() {
			return
		}
		s.deferred = s.deferred[1:]
		s.execute(ctx, first)
	}
}

// prepare implements "prepare the script element". It returns the script if it is now the
// pending parsing-blocking script.
// https://html.spec.whatwg.org/multipage/scripting.html#prepare-the-script-element
func (s *Scripts) prepare(ctx context.Context, el *dom.Node) *script {
	ctx, f := spec.Begin(ctx, spec.PrepareScriptElement)
	defer f.End()
	f.Step("1")
	if el.AlreadyStarted {
		return nil
	}
	f.Step("2")
	parserDocument := el.ParserDocument
	f.Step("3")
	el.ParserDocument = nil
	_, hasAsync := el.Attr("async")
	f.Step("4")
	if parserDocument != nil && !hasAsync {
		el.ForceAsync = true
	}
	f.Step("5")
	source := el.ChildText()
	src, hasSrc := el.Attr("src")
	f.Step("6")
	if !hasSrc && source == "" {
		return nil
	}
	f.Step("7")
	if !el.Connected() {
		return nil
	}
	f.Step("8")
	module, ok := scriptType(el)
	if !ok {
		f.Step("13")
		return nil
	}
	f.Step("14")
	if parserDocument != nil {
		el.ParserDocument = parserDocument
		el.ForceAsync = false
	}
	f.Step("15")
	el.AlreadyStarted = true
	f.Step("18")
	if s.doc.ScriptingDisabled() || !s.doc.FullyActive() {
		return nil
	}
	f.Step("19")
	if _, nomodule := el.Attr("nomodule"); nomodule && !module {
		return nil
	}
	f.Step("21")
	if !hasSrc && s.doc.InlineBlocked(ctx, el, source) {
		return nil
	}
	sc := &script{el: el, module: module, source: source, line: max(el.Line, 1), extern: hasSrc}
	if hasSrc {
		sc.line = 1 // of its own file
	}
	if hasSrc {
		if !s.startFetch(ctx, f, sc, src) {
			return nil
		}
	} else {
		f.Step("34.1")
		sc.url = s.doc.DOM().URL.Href()
		if module {
			f.Step("34.2:2.1")
			s.delay(sc)
			f.Step("34.2:2.3")
			sc.url = s.doc.BaseURL().Href()
			s.doc.FetchInlineModule(ctx, source, s.moduleRequest(sc, s.doc.BaseURL()), func(ctx context.Context, ok bool) { s.moduleFetched(ctx, sc, ok) })
		} else {
			f.Step("34.2:1.2")
			sc.ready = true
		}
	}
	return s.schedule(ctx, f, sc, hasAsync || el.ForceAsync)
}

// schedule is steps 35 and 36 of "prepare the script element": who executes the script, and
// when.
func (s *Scripts) schedule(ctx context.Context, f *spec.Frame, sc *script, async bool) *script {
	el := sc.el
	_, hasDefer := el.Attr("defer")
	if !sc.extern && !sc.module {
		f.Step("36.3")
		s.execute(ctx, sc)
		return nil
	}
	f.Step("35")
	switch {
	case async:
		f.Step("35.2.2")
		s.async = append(s.async, sc)
		f.Step("35.2.3")
		sc.onReady = func(ctx context.Context) {
			f.Step("35.2.3.1")
			s.execute(ctx, sc)
			f.Step("35.2.3.2")
			s.async = slices.DeleteFunc(s.async, func(o *script) bool { return o == sc })
		}
	case el.ParserDocument == nil:
		f.Step("35.3.2")
		s.inOrder = append(s.inOrder, sc)
		f.Step("35.3.3")
		sc.onReady = func(ctx context.Context) {
			f.Step("35.3.3.1")
			for len(s.inOrder) > 0 && s.inOrder[0].ready {
				f.Step("35.3.3.2.1")
				first := s.inOrder[0]
				s.execute(ctx, first)
				f.Step("35.3.3.2.2")
				s.inOrder = s.inOrder[1:]
			}
		}
	case hasDefer || sc.module:
		f.Step("35.4.1")
		s.deferred = append(s.deferred, sc)
	default:
		f.Step("35.5.1")
		return sc
	}
	return nil
}

// scriptType says whether the element is a module script; not ok means that it is no script.
func scriptType(el *dom.Node) (module, ok bool) {
	typ, hasType := el.Attr("type")
	language, hasLanguage := el.Attr("language")
	switch {
	case hasType && typ == "", !hasType && hasLanguage && language == "", !hasType && !hasLanguage:
		return false, true
	case !hasType:
		typ = "text/" + language
	}
	typ = strings.TrimFunc(typ, func(r rune) bool { return strings.ContainsRune("\t\n\f\r ", r) })
	if strings.EqualFold(typ, "module") {
		return true, true
	}
	return false, isJavaScript(typ)
}

// startFetch is step 33 of "prepare the script element". It reports false when the element has
// only an error event to come.
func (s *Scripts) startFetch(ctx context.Context, f *spec.Frame, sc *script, src string) bool {
	fail := func(step string) bool {
		f.Step(step)
		s.doc.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) { dom.Fire(ctx, sc.el, "error") })
		return false
	}
	if src == "" {
		return fail("33.3")
	}
	f.Step("33.5")
	u, err := weburl.ParseBase(src, s.doc.BaseURL())
	if err != nil {
		return fail("33.6")
	}
	sc.url = u.Href()
	f.Step("33.8")
	s.delay(sc)
	f.Step("33.11")
	if sc.module {
		s.doc.FetchModule(ctx, s.moduleRequest(sc, u), func(ctx context.Context, ok bool) { s.moduleFetched(ctx, sc, ok) })
		return true
	}
	request := s.request(sc, u)
	fetch.Fetch(ctx, request, fetch.Callbacks{ProcessResponseConsumeBody: func(ctx context.Context, r *fetch.Response, body []byte, ok bool) {
		sc.muted = r.Type == "opaque"
		if !ok || !r.Unfiltered().OK() {
			sc.failed = true
			s.markReady(ctx, sc)
			return
		}
		sc.source = infra.UTF8Decode(body)
		if u := r.Unfiltered().URL(); u != nil {
			sc.url = u.Href()
		}
		s.markReady(ctx, sc)
	}})
	return true
}

// request makes the request for a script, with its script fetch options.
func (s *Scripts) request(sc *script, u *weburl.URL) *fetch.Request {
	request := potentialCORSRequest(s.doc, sc.el, u, "script")
	request.Nonce, _ = sc.el.Attr("nonce")
	if sc.el.ParserDocument != nil {
		request.ParserMetadata = "parser-inserted"
	}
	return request
}

// moduleRequest is request for a module, which is always fetched with CORS.
func (s *Scripts) moduleRequest(sc *script, u *weburl.URL) *fetch.Request {
	request := s.request(sc, u)
	if request.Mode == "no-cors" {
		request.Mode, request.Credentials = "cors", "same-origin"
	}
	return request
}

// moduleFetched goes on with a module script when all that it imports is there. It is never ready at once.
func (s *Scripts) moduleFetched(ctx context.Context, sc *script, ok bool) {
	sc.failed = !ok
	s.doc.QueueTask(ctx, eventloop.Networking, func(ctx context.Context) { s.markReady(ctx, sc) })
}

func (s *Scripts) delay(sc *script) {
	sc.delayed = true
	s.doc.DelayLoad(1)
}

// markReady implements "mark as ready".
// https://html.spec.whatwg.org/multipage/scripting.html#mark-as-ready
func (s *Scripts) markReady(ctx context.Context, sc *script) {
	sc.ready = true
	if sc.onReady != nil {
		sc.onReady(ctx)
	}
	if sc.delayed {
		sc.delayed = false
		s.doc.DelayLoad(-1)
	}
}

// execute implements "execute the script element".
// https://html.spec.whatwg.org/multipage/scripting.html#execute-the-script-element
func (s *Scripts) execute(ctx context.Context, sc *script) {
	ctx, f := spec.Begin(ctx, spec.ExecuteScriptElement, sc.url)
	defer f.End()
	f.Step("2")
	if sc.el.OwnerDocument != s.doc.DOM() {
		return
	}
	f.Step("4")
	if sc.failed {
		dom.Fire(ctx, sc.el, "error")
		return
	}
	f.Step("5")
	if sc.extern || sc.module {
		s.doc.IgnoreDestructiveWrites(1)
	}
	f.Step("6")
	switch {
	case sc.module:
		f.Step("6:2.2")
		s.doc.RunModule(ctx, sc.source, sc.url, !sc.extern)
	default:
		f.Step("6:1.1")
		old := s.current
		f.Step("6:1.2")
		s.current = sc.el
		f.Step("6:1.3")
		s.doc.RunClassic(ctx, sc.source, sc.url, sc.line, sc.muted)
		f.Step("6:1.4")
		s.current = old
	}
	f.Step("7")
	if sc.extern || sc.module {
		s.doc.IgnoreDestructiveWrites(-1)
	}
	f.Step("8")
	if sc.extern {
		dom.Fire(ctx, sc.el, "load")
	}
}

// isJavaScript implements "JavaScript MIME type essence match" and, for a Content-Type, whether
// it is a JavaScript MIME type.
// https://mimesniff.spec.whatwg.org/#javascript-mime-type
func isJavaScript(s string) bool {
	m, ok := infra.ParseMIMEType(s)
	return ok && m.IsJavaScript()
}
